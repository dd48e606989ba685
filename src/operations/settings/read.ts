import { collect } from "../../core/collections.ts";
import type { Domain, EntityStatus, Space, SpaceSettings, UserProfile, UserSettings } from "../../core/domain/domain.ts";
import { isError } from "../../core/errors.ts";
import type { DomainNames, SettingsLevel, UnreadLevel } from "../../core/settings/level.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { describeSpace } from "../space/describe.ts";
import { concurrently, type Work } from "../concurrently.ts";
import { orMissing } from "../errors.ts";

export interface SettingsPorts {
  readonly studio: Domains & UserProfiles & Spaces;
}

/** A settings level with its own settings, which may be empty. */
export interface LevelSettings extends SettingsLevel {
  readonly settings: UserSettings | SpaceSettings;
  readonly Status: EntityStatus;
}

/** The settings levels of a Region or a domain. */
export interface ReadLevels {
  /** Domains (for users, then for shared spaces), then user profiles, then spaces. */
  readonly levels: readonly LevelSettings[];
  /** Domain names by id. */
  readonly domains: DomainNames;
  readonly unread: readonly UnreadLevel[];
}

/** The same, as the service describes them. */
export interface ReadEntities {
  readonly domains: readonly Domain[];
  readonly profiles: readonly UserProfile[];
  readonly spaces: readonly Space[];
  /** Names of all domains, including those that could not be read. */
  readonly names: DomainNames;
  readonly unread: readonly UnreadLevel[];
}

/**
 * The settings levels of the Region, or of one domain, one call each. A level that cannot be read is in `unread`, one that was deleted
 * since it was listed is left out. Rejects if a list is refused, and with `not-found` for an unknown domain.
 */
export async function readLevels({ studio }: SettingsPorts, DomainId: string | undefined, work: Work): Promise<ReadLevels> {
  const { domains, profiles, spaces, names, unread } = await readEntities({ studio }, DomainId, work);
  return { levels: [...domains.flatMap(ofDomain), ...profiles.map(ofProfile), ...spaces.map(ofSpace)], domains: names, unread };
}

/** As readLevels, with all that the service describes of each domain, user profile and space. */
export async function readEntities({ studio }: SettingsPorts, only: string | undefined, work: Work): Promise<ReadEntities> {
  const filter = only === undefined ? {} : { DomainId: only };
  const [listed, users, inDomains] = await Promise.all([
    only === undefined ? collect(studio.listDomains()) : [{ DomainId: only, DomainName: only }],
    collect(studio.listUserProfiles(filter)),
    collect(studio.listSpaces(filter)),
  ]);
  const domains = await concurrently(listed, "domains read", work, ({ DomainId }) =>
    only === undefined
      ? unlessGone({ DomainId }, studio.describeDomain(DomainId))
      : unlessUnread({ DomainId }, describeDomain({ studio }, DomainId)),
  );
  const profiles = await concurrently(users, "user profiles read", work, ({ DomainId, UserProfileName }) =>
    unlessGone({ DomainId, owner: { UserProfileName } }, studio.describeUserProfile({ DomainId, UserProfileName })),
  );
  const spaces = await concurrently(inDomains, "spaces read", work, ({ DomainId, SpaceName }) =>
    unlessGone({ DomainId, owner: { SpaceName } }, studio.describeSpace({ DomainId, SpaceName })),
  );
  const found = domains.flatMap((each) => each.found);
  return {
    domains: found,
    profiles: profiles.flatMap((each) => each.found),
    spaces: spaces.flatMap((each) => each.found),
    names: new Map([...listed, ...found].map(({ DomainId, DomainName }) => [DomainId, DomainName])),
    unread: [...domains, ...profiles, ...spaces].flatMap((each) => each.unread),
  };
}

interface Attempt<T> {
  readonly found: readonly T[];
  readonly unread: readonly UnreadLevel[];
}

/** The result of a read, or why it failed. Rejects with `not-found`, and where no other level could be read either. */
async function unlessUnread<T>(level: SettingsLevel, reading: Promise<T>): Promise<Attempt<T>> {
  try {
    return { found: [await reading], unread: [] };
  } catch (error) {
    if (isError(error, "not-found", "interrupted", "no-credentials")) throw error;
    return { found: [], unread: [{ level, error }] };
  }
}

/** The same, and nothing if it was deleted since it was listed. */
async function unlessGone<T>(level: SettingsLevel, reading: Promise<T>): Promise<Attempt<T>> {
  return (await orMissing(() => unlessUnread(level, reading))) ?? { found: [], unread: [] };
}

/**
 * One domain, user profile or space; a domain has two levels, its defaults for users and those for shared spaces. Rejects if it cannot be
 * read, with `not-found` and the name that was probably meant.
 */
export async function readLevel({ studio }: SettingsPorts, { DomainId, owner }: SettingsLevel): Promise<ReadLevels> {
  if (owner === undefined) {
    const domain = await describeDomain({ studio }, DomainId);
    return { levels: ofDomain(domain), domains: new Map([[DomainId, domain.DomainName]]), unread: [] };
  }
  const key = { DomainId, ...owner };
  const level = "SpaceName" in key ? ofSpace(await describeSpace({ studio }, key)) : ofProfile(await describeUserProfile({ studio }, key));
  return { levels: [level], domains: new Map(), unread: [] };
}

function ofDomain({ DomainId, DefaultUserSettings, DefaultSpaceSettings, Status }: Domain): readonly LevelSettings[] {
  return [
    { DomainId, settings: DefaultUserSettings ?? {}, Status },
    ...(DefaultSpaceSettings === undefined ? [] : [{ DomainId, sharedSpaces: true, settings: DefaultSpaceSettings, Status }]),
  ];
}

function ofProfile({ DomainId, UserProfileName, UserSettings, Status }: UserProfile): LevelSettings {
  return { DomainId, owner: { UserProfileName }, settings: UserSettings ?? {}, Status };
}

function ofSpace({ DomainId, SpaceName, SpaceSettings, Status }: Space): LevelSettings {
  return { DomainId, owner: { SpaceName }, settings: SpaceSettings ?? {}, Status };
}
