import { concurrency } from "../../core/concurrency.ts";
import pMap from "p-map";
import { collect } from "../../core/collections.ts";
import type { Space, UserProfile } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { HomeDirectory } from "../../core/efs/file-system.ts";
import { idleShutdownTypeOf } from "../../core/idle-shutdown/idle-shutdown.ts";
import type { Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { orMissing } from "../errors.ts";

/**
 * The home directories of all users of a domain who have one, then those of its spaces of Studio Classic, in the order of the
 * lists; who is deleted meanwhile has none. Spaces for JupyterLab and CodeEditor keep their files on a volume (service-facts: Home directories).
 */
export async function homeDirectories(
  { studio }: { readonly studio: UserProfiles & Spaces },
  DomainId: string,
): Promise<readonly HomeDirectory[]> {
  const [users, spaces] = await Promise.all([collect(studio.listUserProfiles({ DomainId })), collect(studio.listSpaces({ DomainId }))]);
  const profiles = await pMap(users, ({ UserProfileName }) => orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName })), {
    concurrency,
  });
  const classic = spaces.filter(({ SpaceSettingsSummary: settings }) => idleShutdownTypeOf({ SpaceSettings: settings }) === undefined);
  const described = await pMap(classic, ({ SpaceName }) => orMissing(() => studio.describeSpace({ DomainId, SpaceName })), { concurrency });
  return [...profiles.flatMap((profile) => homeOf(profile) ?? []), ...described.flatMap((space) => homeOfSpace(space) ?? [])];
}

/** The home directory of one user; `not-found` for one there is not, `not-ready` for one without. */
export async function homeDirectory(
  { studio }: { readonly studio: UserProfiles },
  key: { readonly DomainId: string; readonly UserProfileName: string },
): Promise<HomeDirectory> {
  const profile = await describeUserProfile({ studio }, key);
  const home = homeOf(profile);
  if (home !== undefined) return home;
  throw new StudioctlError("not-ready", `user ${profile.UserProfileName} has no home directory`, {
    why: `the profile is ${profile.Status}`,
  });
}

function homeOfSpace(space: Space | undefined): HomeDirectory | undefined {
  const Uid = space?.HomeEfsFileSystemUid;
  if (space === undefined || Uid === undefined || idleShutdownTypeOf(space) !== undefined) return undefined;
  return { SpaceName: space.SpaceName, Uid, Path: `/${Uid}` };
}

/** The home directory of a user profile; undefined for one that has none yet. */
export function homeOf(profile: UserProfile | undefined): HomeDirectory | undefined {
  const Uid = profile?.HomeEfsFileSystemUid;
  return profile === undefined || Uid === undefined ? undefined : { UserProfileName: profile.UserProfileName, Uid, Path: `/${Uid}` };
}
