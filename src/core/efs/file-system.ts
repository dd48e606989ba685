/** An EFS file system, as DescribeFileSystems returns it. */
export interface FileSystem {
  readonly FileSystemId: string;
  readonly FileSystemArn?: string;
  /** creating, available, updating, deleting, deleted, error. */
  readonly LifeCycleState: string;
  readonly CreationTime: Date;
  readonly NumberOfMountTargets: number;
  /** In bytes, metered by the service, up to some hours old. */
  readonly SizeInBytes: {
    readonly Value: number;
    readonly Timestamp?: Date;
    readonly ValueInIA?: number;
    readonly ValueInStandard?: number;
    readonly ValueInArchive?: number;
  };
  readonly Encrypted?: boolean;
  readonly KmsKeyId?: string;
  /** bursting, provisioned, elastic. */
  readonly ThroughputMode?: string;
  /** Only of a file system in a single zone. */
  readonly AvailabilityZoneName?: string;
  readonly Name?: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface MountTarget {
  readonly MountTargetId: string;
  readonly FileSystemId: string;
  readonly SubnetId: string;
  /** creating, available, updating, deleting, deleted, error. */
  readonly LifeCycleState: string;
  readonly IpAddress?: string;
  readonly NetworkInterfaceId?: string;
  readonly AvailabilityZoneId?: string;
  readonly AvailabilityZoneName?: string;
  readonly VpcId?: string;
  readonly OwnerId?: string;
}

export interface AccessPoint {
  readonly AccessPointId: string;
  readonly FileSystemId: string;
  readonly LifeCycleState?: string;
  readonly Name?: string;
  readonly PosixUser?: { readonly Uid: number; readonly Gid: number };
  readonly RootDirectory?: { readonly Path?: string };
}

/** The service tags a domain's file system with the domain's ARN under this key (service-facts: Home directories). */
export const studioFileSystemTag = "ManagedByAmazonSageMakerResource";

/** The command that shows a file system and changes nothing. */
export function describeCommand(fileSystemId: string, region: string): string {
  return `aws efs describe-file-systems --file-system-id ${fileSystemId} --region ${region}`;
}

/**
 * Where the files of a user, or of a shared space of Studio Classic, are on the file system of the domain (service-facts: The model of
 * Studio). Exactly one of the two names is present.
 */
export interface HomeDirectory {
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  /** The POSIX uid that owns it. */
  readonly Uid: string;
  readonly Path: string;
}

/** The owner of a home directory: `alice`, `space:team-notebooks`. */
export function homeOwner({ UserProfileName, SpaceName }: HomeDirectory): string {
  return UserProfileName ?? `space:${SpaceName}`;
}

/**
 * The owners of the home directories on a file system. Only user profiles and spaces contain this, and they are deleted with their domain:
 * the map is saved if the file system stays.
 */
export interface HomeMap {
  readonly FileSystemId: string;
  readonly Region: string;
  /** The domain that it was created for. */
  readonly DomainId: string;
  readonly DomainName: string;
  readonly HomeDirectories: readonly HomeDirectory[];
}

/** Merges both lists by uid: current entries replace saved ones. */
export function unitedHomes(now: readonly HomeDirectory[], earlier: readonly HomeDirectory[] = []): readonly HomeDirectory[] {
  const uids = new Set(now.map(({ Uid }) => Uid));
  return [...now, ...earlier.filter(({ Uid }) => !uids.has(Uid))];
}
