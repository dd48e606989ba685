import { collect } from "../../core/collect.ts";
import type { Domain, SpaceSettings, UserSettings } from "../../core/domain.ts";
import { isError } from "../../core/errors.ts";
import type { SettingsLevel } from "../../core/settings/level.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { describeSpace } from "../space/describe.ts";
import { concurrently } from "../sweep/concurrently.ts";
import type { Work } from "../sweep/region.ts";

/** A level with the settings of its own, which may be none. */
export interface LevelSettings extends SettingsLevel {
  readonly settings: UserSettings | SpaceSettings;
}

/** Names of all domains of the Region, by their ids. */
export async function namesOfDomains({ studio }: { readonly studio: Domains }): Promise<ReadonlyMap<string, string>> {
  return new Map((await collect(studio.listDomains())).map(({ DomainId, DomainName }) => [DomainId, DomainName]));
}

/**
 * The settings of all levels of the Region, or of one domain: its defaults for users and those for shared spaces, then its
 * user profiles, then its spaces, a call for each. What is deleted meanwhile is left out, and so is what cannot be read where
 * `unread` is told of it; else it rejects.
 */
export async function settingsOfLevels(
  { studio }: { readonly studio: Domains & UserProfiles & Spaces },
  only: string | undefined,
  work: Work,
  unread?: (level: SettingsLevel, error: unknown) => void,
): Promise<readonly LevelSettings[]> {
  const filter = only === undefined ? {} : { DomainId: only };
  const [domains, users, spaces] = await Promise.all([
    only === undefined ? collect(studio.listDomains()) : [{ DomainId: only }],
    collect(studio.listUserProfiles(filter)),
    collect(studio.listSpaces(filter)),
  ]);
  const levels: readonly SettingsLevel[] = [
    ...domains.map(({ DomainId }) => ({ DomainId })),
    ...users.map(({ DomainId, UserProfileName }) => ({ DomainId, owner: { UserProfileName } })),
    ...spaces.map(({ DomainId, SpaceName }) => ({ DomainId, owner: { SpaceName } })),
  ];
  const read = async (level: SettingsLevel): Promise<readonly LevelSettings[]> => {
    try {
      return await settingsAt({ studio }, level);
    } catch (error) {
      if (isError(error, "not-found")) return [];
      if (unread === undefined || isError(error, "interrupted", "no-credentials")) throw error;
      unread(level, error);
      return [];
    }
  };
  return (await concurrently(levels, "places read", work, read)).flat();
}

/** The settings of one level, where a domain has two: its defaults for users, and for shared spaces. Rejects with `not-found`, and the name that was probably meant. */
export async function settingsAt({ studio }: { readonly studio: Domains & UserProfiles & Spaces }, { DomainId, owner }: SettingsLevel): Promise<readonly LevelSettings[]> {
  if (owner === undefined) return ofDomain(await describeDomain({ studio }, DomainId));
  const key = { DomainId, ...owner };
  const settings = "SpaceName" in key ? (await describeSpace({ studio }, key)).SpaceSettings : (await describeUserProfile({ studio }, key)).UserSettings;
  return [{ DomainId, owner, settings: settings ?? {} }];
}

function ofDomain({ DomainId, DefaultUserSettings, DefaultSpaceSettings }: Domain): readonly LevelSettings[] {
  return [
    { DomainId, settings: DefaultUserSettings ?? {} },
    ...(DefaultSpaceSettings === undefined ? [] : [{ DomainId, sharedSpaces: true, settings: DefaultSpaceSettings }]),
  ];
}
