import type { App, Owner } from "../../core/app.ts";
import { collect } from "../../core/collect.ts";
import type { Domain, Space, UserProfile } from "../../core/domain.ts";
import { isError } from "../../core/errors.ts";
import {
  type IdleShutdown,
  type IdleShutdownType,
  domainIdleShutdown,
  idleShutdownTypeOf,
  idleShutdownTypes,
  isShared,
  profileIdleShutdown,
  sameIdleShutdown,
  spaceIdleShutdown,
} from "../../core/idle-shutdown.ts";
import { distributionTooOld } from "../../core/idle-shutdown-image.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { describeSpace } from "../space/describe.ts";
import { concurrently } from "../sweep/concurrently.ts";
import type { Work } from "../sweep/region.ts";

/** Idle shutdown of one app type at one level: a domain's default, a user's, or a space's. */
export interface PlacedIdleShutdown extends IdleShutdown {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  /** Why it cannot work although it is on, where that is known. */
  readonly Note?: string;
}

interface Ports {
  readonly studio: Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;
}

/** What applies to a user, for both app types; to a space, for its own. Rejects with `not-found`. */
export async function ownersIdleShutdown({ studio }: Ports, DomainId: string, owner: Owner): Promise<readonly PlacedIdleShutdown[]> {
  const domain = await describeDomain({ studio }, DomainId);
  if ("UserProfileName" in owner) return ofProfile(await describeUserProfile({ studio }, { DomainId, ...owner }), domain);
  const space = await describeSpace({ studio }, { DomainId, ...owner });
  const name = ownerOfSpace(space);
  const profiles = name === undefined ? [] : await unlessGone(studio.describeUserProfile({ DomainId, UserProfileName: name }));
  return ofSpace(space, profiles[0], domain, await collect(studio.listApps({ DomainId, ...owner })));
}

/** The defaults of a domain, then each user and space for which something else holds, or for which it cannot work. */
export async function domainsIdleShutdown({ studio }: Ports, DomainId: string, work: Work): Promise<readonly PlacedIdleShutdown[]> {
  const domain = await describeDomain({ studio }, DomainId);
  const [users, spaces, apps] = await Promise.all([
    collect(studio.listUserProfiles({ DomainId })),
    collect(studio.listSpaces({ DomainId })),
    collect(studio.listApps({ DomainId })),
  ]);
  const profiles = await concurrently(users, "user profiles read", work, ({ UserProfileName }) =>
    unlessGone(studio.describeUserProfile({ DomainId, UserProfileName })),
  );
  const described = await concurrently(spaces, "spaces read", work, ({ SpaceName }) =>
    unlessGone(studio.describeSpace({ DomainId, SpaceName })),
  );
  const byName = new Map(profiles.flat().map((profile) => [nameKey(profile.UserProfileName), profile]));
  const levels = [
    ...profiles.flat().flatMap((profile) => ofProfile(profile, domain)),
    ...described.flat().flatMap((space) => ofSpace(space, byName.get(nameKey(ownerOfSpace(space) ?? "")), domain, apps)),
  ];
  const byDefault = (type: IdleShutdownType) => domainIdleShutdown(domain, type);
  return [
    ...idleShutdownTypes.map((type) => ({ DomainId, ...byDefault(type) })),
    ...levels.filter((level) => level.Note !== undefined || !sameIdleShutdown(level, byDefault(level.AppType))),
  ];
}

function ofProfile(profile: UserProfile, domain: Domain): PlacedIdleShutdown[] {
  const { DomainId, UserProfileName } = profile;
  return idleShutdownTypes.map((type) => ({ DomainId, UserProfileName, ...profileIdleShutdown(profile, domain, type) }));
}

/** Nothing for a space whose apps know no idle shutdown. */
function ofSpace(space: Space, owner: UserProfile | undefined, domain: Domain, apps: readonly App[]): PlacedIdleShutdown[] {
  const type = idleShutdownTypeOf(space);
  if (type === undefined) return [];
  const { DomainId, SpaceName } = space;
  const found = spaceIdleShutdown(space, owner, domain, type);
  const version = found.LifecycleManagement === "ENABLED" ? tooOld(apps, SpaceName, type) : undefined;
  const Note = `its app runs SageMaker Distribution ${version}: idle shutdown needs 2.0 or later`;
  return [{ DomainId, SpaceName, ...found, ...(version !== undefined && { Note }) }];
}

function tooOld(apps: readonly App[], space: string, type: IdleShutdownType): string | undefined {
  const app = apps.find(({ SpaceName, AppType, Status }) => SpaceName === space && AppType === type && Status === "InService");
  return app && distributionTooOld(app.ResourceSpec ?? {});
}

/** The profile a private space stands under; a shared one stands under none. */
function ownerOfSpace(space: Space): string | undefined {
  return isShared(space) ? undefined : space.OwnershipSettings?.OwnerUserProfileName;
}

/** User profile names compare without case (FACTS 4). */
function nameKey(name: string): string {
  return name.toLowerCase();
}

/** One item, or none where it was deleted since it was listed. */
async function unlessGone<T>(item: Promise<T>): Promise<readonly T[]> {
  try {
    return [await item];
  } catch (error) {
    if (isError(error, "not-found")) return [];
    throw error;
  }
}
