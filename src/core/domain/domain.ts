import type { Owner, ResourceSpec, Tag } from "../app/app.ts";
import type { CustomImage } from "../image/image.ts";
import type { AppType } from "../service-model.ts";

/** Status of a domain, user profile or space (service-facts: States and lifetimes); open, since the service may add to it. */
export type EntityStatus = string;

/** The idle shutdown of new Studio; minutes, 60–525600 (service-facts: Settings and images). */
export interface IdleSettings {
  readonly LifecycleManagement?: "ENABLED" | "DISABLED";
  readonly IdleTimeoutInMinutes?: number;
  readonly MinIdleTimeoutInMinutes?: number;
  readonly MaxIdleTimeoutInMinutes?: number;
}

/** Settings of one app type: the members that studioctl reads, the rest is passed through unchanged. */
export interface AppTypeSettings {
  readonly DefaultResourceSpec?: ResourceSpec;
  readonly LifecycleConfigArns?: readonly string[];
  readonly CustomImages?: readonly CustomImage[];
  readonly AppLifecycleManagement?: { readonly IdleSettings?: IdleSettings };
  readonly [member: string]: unknown;
}

/** The member of settings that contains those of an app type. */
export function settingsMember<const T extends "JupyterServer" | "KernelGateway" | "JupyterLab" | "CodeEditor">(type: T) {
  return `${type}AppSettings` as const;
}

/** The volume of a space, GB; for a domain or a profile, the default and the maximum for spaces. */
export interface SpaceStorageSettings {
  readonly EbsStorageSettings?: { readonly EbsVolumeSizeInGb?: number };
  readonly DefaultEbsStorageSettings?: { readonly DefaultEbsVolumeSizeInGb?: number; readonly MaximumEbsVolumeSizeInGb?: number };
}

/** UserSettings of a domain default or a profile; also the space settings of a domain. */
export interface UserSettings {
  readonly ExecutionRole?: string;
  readonly JupyterServerAppSettings?: AppTypeSettings;
  readonly KernelGatewayAppSettings?: AppTypeSettings;
  readonly JupyterLabAppSettings?: AppTypeSettings;
  readonly CodeEditorAppSettings?: AppTypeSettings;
  readonly SpaceStorageSettings?: SpaceStorageSettings;
  readonly [member: string]: unknown;
}

/** A domain as ListDomains returns it. */
export interface DomainSummary {
  readonly DomainId: string;
  readonly DomainName: string;
  readonly DomainArn: string;
  readonly Status: EntityStatus;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
  readonly Url?: string;
}

/** A domain as DescribeDomain returns it: the whole response, unchanged. */
export interface Domain extends DomainSummary {
  readonly AuthMode: "IAM" | "SSO";
  readonly HomeEfsFileSystemId?: string;
  readonly DomainSettings?: { readonly UnifiedStudioSettings?: object; readonly [member: string]: unknown };
  readonly VpcId?: string;
  readonly SubnetIds?: readonly string[];
  readonly AppNetworkAccessType?: string;
  readonly DefaultUserSettings?: UserSettings;
  readonly DefaultSpaceSettings?: UserSettings;
  readonly FailureReason?: string;
  readonly [member: string]: unknown;
}

export interface UserProfileSummary {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly Status: EntityStatus;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
}

export interface UserProfile extends UserProfileSummary {
  readonly UserProfileArn: string;
  /** POSIX uid as a string of digits; also the home directory `/<uid>` on the file system (service-facts: The model of Studio). */
  readonly HomeEfsFileSystemUid?: string;
  readonly UserSettings?: UserSettings;
  readonly FailureReason?: string;
  readonly [member: string]: unknown;
}

export interface SpaceSettings {
  readonly AppType?: AppType;
  readonly JupyterLabAppSettings?: AppTypeSettings;
  readonly CodeEditorAppSettings?: AppTypeSettings;
  readonly KernelGatewayAppSettings?: AppTypeSettings;
  readonly JupyterServerAppSettings?: AppTypeSettings;
  readonly SpaceStorageSettings?: SpaceStorageSettings;
  /** ENABLED or DISABLED (service-facts: Remote access); open, since the service may add to it. */
  readonly RemoteAccess?: string;
  readonly [member: string]: unknown;
}

export interface SpaceSummary {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly SpaceDisplayName?: string;
  readonly Status: EntityStatus;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
  readonly SpaceSettingsSummary?: {
    readonly AppType?: AppType;
    readonly SpaceStorageSettings?: SpaceStorageSettings;
    readonly RemoteAccess?: string;
  };
  readonly SpaceSharingSettingsSummary?: { readonly SharingType?: "Private" | "Shared" };
  readonly OwnershipSettingsSummary?: { readonly OwnerUserProfileName?: string };
}

export interface Space {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly SpaceArn: string;
  /** Its own home directory on the file system, `/<uid>`: that of a space of Studio Classic (SageMaker API: DescribeSpace). */
  readonly HomeEfsFileSystemUid?: string;
  readonly SpaceDisplayName?: string;
  readonly Status: EntityStatus;
  readonly CreationTime: Date;
  readonly SpaceSettings?: SpaceSettings;
  readonly OwnershipSettings?: { readonly OwnerUserProfileName: string };
  readonly SpaceSharingSettings?: { readonly SharingType: "Private" | "Shared" };
  readonly FailureReason?: string;
  readonly Url?: string;
  readonly [member: string]: unknown;
}

/** Identifies a Jupyter (or Code Editor) server: that of a user (Classic) or of a space. */
export interface ServerKey {
  readonly DomainId: string;
  readonly owner: Owner;
  readonly AppType: "JupyterServer" | "JupyterLab" | "CodeEditor";
}

/** Identifies a Canvas app: it has no server to ask, but a metric shows when it was last used (service-facts: Canvas). */
export interface CanvasKey {
  readonly DomainId: string;
  readonly owner: { readonly UserProfileName: string };
  readonly AppType: "Canvas";
}

/** A source of activity information. */
export type ActivitySource = ServerKey | CanvasKey;

/** The input of CreateDomain, as far as studioctl sets it. */
export interface NewDomain {
  readonly DomainName: string;
  readonly AuthMode: "IAM" | "SSO";
  readonly VpcId: string;
  readonly SubnetIds: readonly string[];
  readonly AppNetworkAccessType?: "PublicInternetOnly" | "VpcOnly";
  readonly KmsKeyId?: string;
  readonly DefaultUserSettings: UserSettings;
  readonly DefaultSpaceSettings?: UserSettings;
  readonly Tags?: readonly Tag[];
}

/** The input of UpdateDomain; absent members stay unchanged. */
export interface DomainChange {
  readonly DefaultUserSettings?: UserSettings;
  readonly DefaultSpaceSettings?: UserSettings;
  readonly VpcId?: string;
  readonly SubnetIds?: readonly string[];
  readonly AppNetworkAccessType?: "PublicInternetOnly" | "VpcOnly";
}

/** The input of CreateUserProfile, as far as studioctl sets it. */
export interface NewUserProfile {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly UserSettings?: UserSettings;
  readonly Tags?: readonly Tag[];
}

/** The input of CreateSpace, as far as studioctl sets it. */
export interface NewSpace {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly SpaceSettings: SpaceSettings;
  readonly OwnershipSettings: { readonly OwnerUserProfileName: string };
  readonly SpaceSharingSettings: { readonly SharingType: "Private" | "Shared" };
  readonly SpaceDisplayName?: string;
  readonly Tags?: readonly Tag[];
}
