import { type Owner, ownerLabel } from "../core/app.ts";
import { collect } from "../core/collect.ts";
import type { SpaceSettings, UserSettings } from "../core/domain.ts";
import type { Domains, Spaces, UserProfiles } from "../ports/studio.ts";
import { orMissing } from "./settled.ts";
import { concurrently } from "./sweep/concurrently.ts";
import type { Work } from "./sweep/region.ts";

/** A level of settings: a domain's defaults, a user profile, or a space. */
export interface Place {
  readonly DomainId: string;
  /** Absent: the domain itself. */
  readonly owner?: Owner | undefined;
  /** Whether it is what a domain has for shared spaces (DefaultSpaceSettings), and not what it has for users. */
  readonly sharedSpaces?: boolean;
}

/** A place with the settings of its own, which may be none. */
export interface PlaceSettings extends Place {
  readonly settings: UserSettings | SpaceSettings;
}

/** A place as references name owners: `d-1`, `d-1/alice`, `d-1/space:nlp`, `d-1 (shared spaces)`. */
export function placeName({ DomainId, owner, sharedSpaces }: Place): string {
  if (owner !== undefined) return `${DomainId}/${ownerLabel(owner)}`;
  return sharedSpaces === true ? `${DomainId} (shared spaces)` : DomainId;
}

/**
 * The settings of all places of the Region, or of one domain: its defaults for users and those for shared spaces, then its
 * user profiles, then its spaces, a call for each. What is deleted meanwhile is left out.
 */
export async function settingsOfPlaces(
  { studio }: { readonly studio: Domains & UserProfiles & Spaces },
  only: string | undefined,
  work: Work,
): Promise<readonly PlaceSettings[]> {
  const filter = only === undefined ? {} : { DomainId: only };
  const [domains, users, spaces] = await Promise.all([
    only === undefined ? collect(studio.listDomains()) : [{ DomainId: only }],
    collect(studio.listUserProfiles(filter)),
    collect(studio.listSpaces(filter)),
  ]);
  const readers: readonly (() => Promise<readonly PlaceSettings[]>)[] = [
    ...domains.map(({ DomainId }) => () => ofDomain(studio, DomainId)),
    ...users.map(({ DomainId, UserProfileName }) => async () => {
      const profile = await orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName }));
      return profile === undefined ? [] : [{ DomainId, owner: { UserProfileName }, settings: profile.UserSettings ?? {} }];
    }),
    ...spaces.map(({ DomainId, SpaceName }) => async () => {
      const space = await orMissing(() => studio.describeSpace({ DomainId, SpaceName }));
      return space === undefined ? [] : [{ DomainId, owner: { SpaceName }, settings: space.SpaceSettings ?? {} }];
    }),
  ];
  return (await concurrently(readers, "places read", work, (read) => read())).flat();
}

async function ofDomain(studio: Domains, DomainId: string): Promise<readonly PlaceSettings[]> {
  const domain = await orMissing(() => studio.describeDomain(DomainId));
  if (domain === undefined) return [];
  return [
    { DomainId, settings: domain.DefaultUserSettings ?? {} },
    ...(domain.DefaultSpaceSettings === undefined ? [] : [{ DomainId, sharedSpaces: true, settings: domain.DefaultSpaceSettings }]),
  ];
}
