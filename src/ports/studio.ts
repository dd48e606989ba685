import type { App, AppDetail, AppKey, NewApp, Tag } from "../core/app/app.ts";
import type {
  Domain,
  DomainChange,
  DomainSummary,
  NewDomain,
  NewSpace,
  NewUserProfile,
  Space,
  SpaceSettings,
  SpaceSummary,
  UserProfile,
  UserProfileSummary,
  UserSettings,
} from "../core/domain/domain.ts";
import type { Secret } from "../core/secret.ts";

/*
 * The control plane of Studio in one Region, as narrow interfaces; an operation names those it uses.
 * Lists run to their end, in pages of 100, and yield items as pages arrive. Every method rejects with
 * a StudioctlError: not-found, in-use, limit-exceeded, throttled, denied, no-credentials, invalid,
 * classic-closed, unavailable, malformed (an answer without a field that has to be there).
 */

/*
 * Updates change what they name and nothing else, but the settings of an app type are replaced as a whole: read,
 * change and write them so (service-facts: Settings and images). They resolve when the service has accepted the request (Updating follows), and
 * reject with `in-use` while another change is under way. So do creates (Pending follows) and deletes (Deleting follows),
 * which reject with `in-use` where the name is taken, or where something still belongs to what is to be deleted (service-facts: Errors).
 */

export interface Domains {
  listDomains(): AsyncIterable<DomainSummary>;
  describeDomain(domainId: string): Promise<Domain>;
  updateDomain(domainId: string, change: DomainChange): Promise<void>;
  /** Resolves to the id as soon as the service has accepted the request; the domain may be invisible for some seconds (service-facts: States and lifetimes). */
  createDomain(domain: NewDomain): Promise<string>;
  /** What the service does with the home directories has no default here (service-facts: States and lifetimes); undefined for a domain without a file system. */
  deleteDomain(domainId: string, homeFileSystem: "Retain" | "Delete" | undefined): Promise<void>;
}

export interface UserProfiles {
  /** With a UserProfileName those whose names contain it. */
  listUserProfiles(filter: { readonly DomainId?: string; readonly UserProfileName?: string }): AsyncIterable<UserProfileSummary>;
  describeUserProfile(key: { readonly DomainId: string; readonly UserProfileName: string }): Promise<UserProfile>;
  updateUserProfile(
    key: { readonly DomainId: string; readonly UserProfileName: string },
    change: { readonly UserSettings: UserSettings },
  ): Promise<void>;
  createUserProfile(profile: NewUserProfile): Promise<void>;
  deleteUserProfile(key: { readonly DomainId: string; readonly UserProfileName: string }): Promise<void>;
}

export interface Spaces {
  /** With a SpaceName those whose names contain it. */
  listSpaces(filter: { readonly DomainId?: string; readonly SpaceName?: string }): AsyncIterable<SpaceSummary>;
  describeSpace(key: { readonly DomainId: string; readonly SpaceName: string }): Promise<Space>;
  /** The service refuses an AppType, even the one it has (service-facts: Errors). */
  updateSpace(
    key: { readonly DomainId: string; readonly SpaceName: string },
    change: { readonly SpaceSettings?: Omit<SpaceSettings, "AppType">; readonly SpaceDisplayName?: string },
  ): Promise<void>;
  createSpace(space: NewSpace): Promise<void>;
  deleteSpace(key: { readonly DomainId: string; readonly SpaceName: string }): Promise<void>;
}

/** ListApps refuses a user profile together with a space (service-facts: The wire). */
export interface AppFilter {
  readonly DomainId?: string;
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
}

export interface Apps {
  /** Deleted apps stay listed for 24 hours (service-facts: States and lifetimes): filter by Status. */
  listApps(filter: AppFilter): AsyncIterable<App>;
  describeApp(key: AppKey): Promise<AppDetail>;
  /** Resolves to the ARN as soon as the service has accepted the request. */
  createApp(app: NewApp): Promise<string>;
  /** Resolves when the service has accepted the request; one that is already gone or failed rejects with `not-found`. */
  deleteApp(key: AppKey): Promise<void>;
}

export interface Tags {
  listTags(arn: string): Promise<readonly Tag[]>;
  addTags(arn: string, tags: readonly Tag[]): Promise<void>;
  deleteTags(arn: string, keys: readonly string[]): Promise<void>;
}

export interface PresignedUrlRequest {
  readonly DomainId: string;
  readonly UserProfileName: string;
  /** Lands on the space's own host instead of the user's (service-facts: The Jupyter server). */
  readonly SpaceName?: string;
  readonly LandingUri?: string;
  /** 5–300 s (service-facts: The Jupyter server). */
  readonly ExpiresInSeconds?: number;
  /** 1800–43200 s (service-facts: The Jupyter server). */
  readonly SessionExpirationDurationInSeconds?: number;
}

export interface SignIn {
  createPresignedDomainUrl(request: PresignedUrlRequest): Promise<Secret>;
}

export interface Studio extends Domains, UserProfiles, Spaces, Apps, Tags, SignIn {
  readonly region: string;
}

/** Who the credentials belong to (STS GetCallerIdentity). */
export interface Identity {
  readonly Account: string;
  readonly Arn: string;
}
