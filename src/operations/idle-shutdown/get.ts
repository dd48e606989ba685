import type { App, Owner } from "../../core/app/app.ts";
import { collect, grouped } from "../../core/collections.ts";
import type { Domain, Space, UserProfile } from "../../core/domain/domain.ts";
import {
  distributionTooOld,
  domainIdleShutdown,
  type IdleShutdown,
  type IdleShutdownType,
  idleShutdownTypeOf,
  idleShutdownTypes,
  isShared,
  profileIdleShutdown,
  sameIdleShutdown,
  spaceIdleShutdown,
} from "../../core/idle-shutdown/idle-shutdown.ts";
import type { UnreadLevel } from "../../core/settings/level.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { readEntities } from "../settings/read.ts";
import { describeSpace } from "../space/describe.ts";
import type { Work } from "../concurrently.ts";
import { orMissing } from "../errors.ts";

/** Idle shutdown of one app type at one level: a domain's default, a user's, or a space's. */
export interface LevelIdleShutdown extends IdleShutdown {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  /** Why it cannot work although it is on, if that is known. */
  readonly Note?: string;
}

interface Ports {
  readonly studio: Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;
}

/** The idle shutdown of a user, for both app types, or of a space, for its app type. Rejects with `not-found`. */
export async function ownersIdleShutdown({ studio }: Ports, DomainId: string, owner: Owner): Promise<readonly LevelIdleShutdown[]> {
  const domain = await describeDomain({ studio }, DomainId);
  if ("UserProfileName" in owner) return ofProfile(await describeUserProfile({ studio }, { DomainId, ...owner }), domain);
  const space = await describeSpace({ studio }, { DomainId, ...owner });
  const name = ownerOfSpace(space);
  const profile = name === undefined ? undefined : await orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName: name }));
  return ofSpace(space, profile, domain, appsBySpace(await collect(studio.listApps({ DomainId, ...owner }))));
}

/** Idle shutdown in a domain, and the settings levels for which it cannot be known. */
export interface DomainsIdleShutdown {
  readonly levels: readonly LevelIdleShutdown[];
  readonly unread: readonly UnreadLevel[];
}

/**
 * The defaults of a domain, then each user and space with other settings, or for which it cannot work. A user profile or a
 * space that cannot be read is in `unread`, and so is a private space whose owner cannot be read: it inherits from its owner.
 * Rejects if the domain or a list cannot be read.
 */
export async function domainsIdleShutdown({ studio }: Ports, DomainId: string, work: Work): Promise<DomainsIdleShutdown> {
  const [read, apps] = await Promise.all([readEntities({ studio }, DomainId, work), collect(studio.listApps({ DomainId }))]);
  const { profiles, unread } = read;
  const [domain] = read.domains;
  if (domain === undefined) throw unread[0]?.error;
  const unreadUsers = new Map(
    unread.flatMap((each) => {
      const { owner } = each.level;
      return owner !== undefined && "UserProfileName" in owner ? [[nameKey(owner.UserProfileName), each] as const] : [];
    }),
  );
  const ownerUnread = (space: Space) => unreadUsers.get(nameKey(ownerOfSpace(space) ?? ""));
  const unknown = read.spaces.flatMap((space) => underUnread(space, ownerUnread(space)));
  const spaces = read.spaces.filter((space) => ownerUnread(space) === undefined);
  const inSpaces = appsBySpace(apps);
  const byName = new Map(profiles.map((profile) => [nameKey(profile.UserProfileName), profile]));
  const levels = [
    ...profiles.flatMap((profile) => ofProfile(profile, domain)),
    ...spaces.flatMap((space) => ofSpace(space, byName.get(nameKey(ownerOfSpace(space) ?? "")), domain, inSpaces)),
  ];
  const byDefault = (type: IdleShutdownType) => domainIdleShutdown(domain, type);
  return {
    levels: [
      ...idleShutdownTypes.map((type) => ({ DomainId, ...byDefault(type) })),
      ...levels.filter((level) => level.Note !== undefined || !sameIdleShutdown(level, byDefault(level.AppType))),
    ],
    unread: [...unread, ...unknown],
  };
}

function underUnread({ DomainId, SpaceName }: Space, owner: UnreadLevel | undefined): readonly UnreadLevel[] {
  return owner === undefined ? [] : [{ level: { DomainId, owner: { SpaceName } }, error: owner.error }];
}

function ofProfile(profile: UserProfile, domain: Domain): LevelIdleShutdown[] {
  const { DomainId, UserProfileName } = profile;
  return idleShutdownTypes.map((type) => ({ DomainId, UserProfileName, ...profileIdleShutdown(profile, domain, type) }));
}

/** Undefined for a space whose app type does not support idle shutdown. */
function ofSpace(space: Space, owner: UserProfile | undefined, domain: Domain, inSpaces: AppsBySpace): LevelIdleShutdown[] {
  const type = idleShutdownTypeOf(space);
  if (type === undefined) return [];
  const { DomainId, SpaceName } = space;
  const found = spaceIdleShutdown(space, owner, domain, type);
  const version = found.LifecycleManagement === "ENABLED" ? tooOld(inSpaces.get(SpaceName) ?? [], type) : undefined;
  const Note = `its app runs SageMaker Distribution ${version}: idle shutdown needs 2.0 or later`;
  return [{ DomainId, SpaceName, ...found, ...(version !== undefined && { Note }) }];
}

type AppsBySpace = ReadonlyMap<string | undefined, readonly App[]>;

function appsBySpace(apps: readonly App[]): AppsBySpace {
  return grouped(apps, ({ SpaceName }) => SpaceName);
}

function tooOld(apps: readonly App[], type: IdleShutdownType): string | undefined {
  const app = apps.find(({ AppType, Status }) => AppType === type && Status === "InService");
  return app && distributionTooOld(app.ResourceSpec ?? {});
}

/** The profile that a private space inherits from; a shared one has none. */
function ownerOfSpace(space: Space): string | undefined {
  return isShared(space) ? undefined : space.OwnershipSettings?.OwnerUserProfileName;
}

/** User profile names are compared without regard to case (service-facts: App rules). */
function nameKey(name: string): string {
  return name.toLowerCase();
}
