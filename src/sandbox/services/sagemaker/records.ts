import { createHash } from "node:crypto";
import type { AppKey, ResourceSpec } from "../../../core/app/app.ts";
import { home } from "../../home.ts";
import type {
  AppImageConfigRecord,
  AppRecord,
  DomainRecord,
  ImageRecord,
  ImageVersionRecord,
  LifecycleConfigRecord,
  SpaceRecord,
  UserProfileRecord,
} from "../../sagemaker-state.ts";
import type { SandboxState } from "../../state.ts";
import { defaultSubnetIds, defaultVpcId } from "../ec2/records.ts";
import { executionRole } from "../iam/records.ts";
import { appArn, appImageConfigArn, domainArn, imageArn, imageVersionArn, lifecycleConfigArn, spaceArn, userProfileArn } from "./names.ts";

/*
 * One function for each kind of record. A record contains the members of the Describe response, InService (or similar) by default; given
 * members take precedence.
 */

/** Members of every record; CreationTime in milliseconds of the sandbox's clock. */
interface Members {
  readonly CreationTime: number;
  readonly [member: string]: unknown;
}

interface DomainMembers extends Members {
  readonly DomainId: string;
  readonly DomainName: string;
}

export function domainRecord(members: DomainMembers): DomainRecord {
  const { DomainId } = members;
  return {
    DomainArn: domainArn(DomainId),
    Url: `https://${DomainId}.studio.${home.region}.sagemaker.aws`,
    ...(members["HomeEfsFileSystemCreation"] === "Disabled" ? {} : { HomeEfsFileSystemId: fileSystemId(DomainId) }),
    Status: "InService",
    LastModifiedTime: members.CreationTime,
    AuthMode: "IAM",
    AppNetworkAccessType: "PublicInternetOnly",
    VpcId: defaultVpcId,
    SubnetIds: defaultSubnetIds.slice(0, 2),
    DefaultUserSettings: { ExecutionRole: executionRole },
    ...members,
  };
}

interface UserProfileMembers extends Members {
  readonly DomainId: string;
  readonly UserProfileName: string;
  /** See `nextUid`. */
  readonly HomeEfsFileSystemUid: string;
}

export function userProfileRecord(members: UserProfileMembers): UserProfileRecord {
  return {
    UserProfileArn: userProfileArn(members.DomainId, members.UserProfileName),
    Status: "InService",
    LastModifiedTime: members.CreationTime,
    ...members,
  };
}

interface SpaceMembers extends Members {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly HomeEfsFileSystemUid: string;
}

export function spaceRecord(members: SpaceMembers): SpaceRecord {
  const { DomainId, SpaceName } = members;
  return {
    SpaceArn: spaceArn(DomainId, SpaceName),
    SpaceDisplayName: SpaceName,
    Url: `https://${host(`${DomainId}/${SpaceName.toLowerCase()}`)}.studio.${home.region}.sagemaker.aws`,
    Status: "InService",
    LastModifiedTime: members.CreationTime,
    ...members,
  };
}

interface AppMembers extends Members, AppKey {
  readonly ResourceSpec: ResourceSpec;
}

/**
 * A given `LastUserActivityTimestamp` stays; if absent, it changes with the health checks of a running app, as in the service without any
 * user (service-facts: DescribeApp).
 */
export function appRecord(members: AppMembers): AppRecord {
  return {
    AppArn: appArn(members),
    Status: "InService",
    RecoveryMode: false,
    ...members,
  };
}

interface ImageMembers extends Members {
  readonly ImageName: string;
}

export function imageRecord(members: ImageMembers): ImageRecord {
  return {
    ImageArn: imageArn(members.ImageName),
    DisplayName: members.ImageName,
    RoleArn: executionRole,
    Status: "CREATED",
    LastModifiedTime: members.CreationTime,
    ...members,
  };
}

interface ImageVersionMembers extends Members {
  readonly ImageName: string;
  readonly Version: number;
  readonly BaseImage: string;
  /** The same by digest; absent if there is no such container. */
  readonly ContainerImage: string | undefined;
}

export function imageVersionRecord(members: ImageVersionMembers): ImageVersionRecord {
  const { ImageName, Version } = members;
  return {
    ImageArn: imageArn(ImageName),
    ImageVersionArn: imageVersionArn(ImageName, Version),
    Status: "CREATED",
    LastModifiedTime: members.CreationTime,
    ...members,
  };
}

interface AppImageConfigMembers extends Members {
  readonly AppImageConfigName: string;
}

export function appImageConfigRecord(members: AppImageConfigMembers): AppImageConfigRecord {
  return {
    AppImageConfigArn: appImageConfigArn(members.AppImageConfigName),
    Status: "InService",
    LastModifiedTime: members.CreationTime,
    ...members,
  };
}

interface LifecycleConfigMembers extends Members {
  readonly StudioLifecycleConfigName: string;
  /** Base64. */
  readonly StudioLifecycleConfigContent: string;
  readonly StudioLifecycleConfigAppType: string;
}

export function lifecycleConfigRecord(members: LifecycleConfigMembers): LifecycleConfigRecord {
  return {
    StudioLifecycleConfigArn: lifecycleConfigArn(members.StudioLifecycleConfigName),
    Status: "InService",
    LastModifiedTime: members.CreationTime,
    ...members,
  };
}

/** A new domain id: repeatable, because it is derived from `sequence`. */
export function nextDomainId(state: SandboxState): string {
  state.sequence += 1;
  return `d-${host(`domain ${state.sequence}`)}`;
}

/** The next POSIX uid, a string of digits such as `"200005"` (service-facts: The model of Studio). */
export function nextUid(state: SandboxState): string {
  state.sequence += 1;
  return String(200_000 + 5 * state.sequence);
}

/** Twelve small letters and digits, as in domain ids and host names of spaces. */
function host(seed: string): string {
  return BigInt(`0x${createHash("sha256").update(seed).digest("hex")}`)
    .toString(36)
    .slice(0, 12);
}

/** The home file system of a domain. */
export function fileSystemId(domainId: string): string {
  return `fs-0${createHash("sha256").update(domainId).digest("hex").slice(0, 16)}`;
}
