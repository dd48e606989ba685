import type { AppKey, ResourceSpec } from "../core/app/app.ts";
import type { SpaceSettings, UserSettings } from "../core/domain/domain.ts";

/** A pending change of status: after `at` the status is `to`, or the entity is gone. */
export interface Transition {
  readonly at: number;
  readonly to: string;
}

/** Members of every entity record in addition to those of the service's Describe response. */
export interface EntityRecord {
  Status: string;
  CreationTime: number;
  LastModifiedTime?: number;
  FailureReason?: string;
  transition?: Transition;
  /** Fails its next transition: "transitions that fail on request". */
  failNext?: string;
  [member: string]: unknown;
}

/** What a domain, a user profile or a space has for each type of app. */
export type Settings = UserSettings | SpaceSettings;

export interface DomainRecord extends EntityRecord {
  DomainId: string;
  DomainName: string;
  DomainArn: string;
  AuthMode: string;
  DefaultUserSettings: UserSettings;
  DefaultSpaceSettings?: UserSettings;
  homeFileSystem?: HomeFileSystem;
}

/** Facts about a domain's home file system that the domain does not show; ids, mount targets and groups follow from the domain. */
export interface HomeFileSystem {
  /** Epoch milliseconds; absent: it was made with the domain. */
  readonly CreationTime?: number;
  /** Stored GiB by storage class; absent: what is in the homes. */
  readonly storedGb?: StoredGb;
  /** Uids of the homes of deleted profiles, which stay. */
  readonly leftHomes?: readonly string[];
  readonly accessPoints?: readonly AccessPointRecord[];
}

export interface StoredGb {
  readonly standard?: number | undefined;
  readonly infrequentAccess?: number | undefined;
  readonly archive?: number | undefined;
}

export interface AccessPointRecord {
  readonly name: string;
  readonly path: string;
  /** The user of all requests through it; absent: the client sends it. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface UserProfileRecord extends EntityRecord {
  DomainId: string;
  UserProfileName: string;
  UserProfileArn: string;
  /** Absent if the profile has none of its own (terraform-provider-aws, user_profile_test.go: basic). */
  UserSettings?: UserSettings;
}

export interface SpaceRecord extends EntityRecord {
  DomainId: string;
  SpaceName: string;
  SpaceArn: string;
  /** Absent if the space has none of its own. */
  SpaceSettings?: SpaceSettings;
  OwnershipSettings?: { OwnerUserProfileName: string };
  /** The time from which an app can use its storage. */
  storageAvailableAt?: number;
  /** When the size of its volume was last changed. */
  volumeChangedAt?: number;
}

export interface AppRecord extends EntityRecord, AppKey {
  AppArn: string;
  ResourceSpec: ResourceSpec;
  /** When it was created this time; absent: at CreationTime. */
  startedAt?: number;
  /** Additional lines of its log, and the lines of its lifecycle config, one a second from its start. */
  log?: readonly string[];
  lifecycleLog?: readonly string[];
  /** The lifecycle config that ran before any other; absent: none. */
  BuiltInLifecycleConfigArn?: string;
  /** Whether it has still to be run by the process that has shells. */
  builtInDue?: boolean;
}

/** When a container was started, in epoch milliseconds. */
export function startOf({ startedAt, CreationTime }: AppRecord): number {
  return startedAt ?? CreationTime;
}

export interface ImageRecord extends EntityRecord {
  ImageName: string;
  ImageArn: string;
  /** Of the version created last: numbers are not reused. */
  lastVersion?: number;
}

export interface ImageVersionRecord extends EntityRecord {
  ImageName: string;
  Version: number;
  ImageVersionArn: string;
  ClientToken?: string;
  aliases?: readonly string[];
}

export interface AppImageConfigRecord extends EntityRecord {
  AppImageConfigName: string;
  AppImageConfigArn: string;
}

export interface LifecycleConfigRecord extends EntityRecord {
  StudioLifecycleConfigName: string;
  StudioLifecycleConfigArn: string;
  StudioLifecycleConfigAppType: string;
}

/** A session of StartSession, from its start to the end of its connection. */
export interface RemoteSessionRecord {
  /** As `namedKey` makes it. */
  readonly space: string;
  /** The process of the sandbox that has it: a dead process has no sessions. */
  readonly pid: number;
}

export interface SageMakerState {
  /** By DomainId. */
  domains: Record<string, DomainRecord>;
  /** By `DomainId/name in lower case` (user profile names are compared without regard to case, service-facts: App rules). */
  userProfiles: Record<string, UserProfileRecord>;
  /** By `DomainId/name in lower case`. */
  spaces: Record<string, SpaceRecord>;
  /** By `DomainId/user|space/owner in lower case/AppType/AppName`. */
  apps: Record<string, AppRecord>;
  images: Record<string, ImageRecord>;
  /** By `ImageName/version`. */
  imageVersions: Record<string, ImageVersionRecord>;
  appImageConfigs: Record<string, AppImageConfigRecord>;
  lifecycleConfigs: Record<string, LifecycleConfigRecord>;
  /** By ARN. */
  tags: Record<string, Record<string, string>>;
  /** By SessionId. Absent: none. */
  sessions?: Record<string, RemoteSessionRecord>;
}
