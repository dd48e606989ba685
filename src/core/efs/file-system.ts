/** An EFS file system, as DescribeFileSystems tells it. */
export interface FileSystem {
  readonly FileSystemId: string;
  readonly FileSystemArn?: string;
  /** creating, available, updating, deleting, deleted, error. */
  readonly LifeCycleState: string;
  readonly CreationTime: Date;
  readonly NumberOfMountTargets: number;
  /** Metered, in bytes, at most some hours old. */
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
  /** Only of one that is kept in a single zone. */
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
