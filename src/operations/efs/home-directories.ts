import pMap from "p-map";
import { collect } from "../../core/collect.ts";
import type { UserProfile } from "../../core/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { HomeDirectory } from "../../core/home-directory.ts";
import type { UserProfiles } from "../../ports/studio.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { orMissing } from "../settled.ts";

/** Calls in flight: only a description tells the uid. */
const concurrency = 10;

/** The home directories of all users of a domain who have one, in the order of the list; who is deleted meanwhile has none. */
export async function homeDirectories({ studio }: { readonly studio: UserProfiles }, DomainId: string): Promise<readonly HomeDirectory[]> {
  const users = await collect(studio.listUserProfiles({ DomainId }));
  const profiles = await pMap(users, ({ UserProfileName }) => orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName })), { concurrency });
  return profiles.flatMap((profile) => homeOf(profile) ?? []);
}

/** The home directory of one user; `not-found` for one there is not, `not-ready` for one without. */
export async function homeDirectory(
  { studio }: { readonly studio: UserProfiles },
  key: { readonly DomainId: string; readonly UserProfileName: string },
): Promise<HomeDirectory> {
  const profile = await describeUserProfile({ studio }, key);
  const home = homeOf(profile);
  if (home !== undefined) return home;
  throw new StudioctlError("not-ready", `user ${profile.UserProfileName} has no home directory`, { why: `the profile is ${profile.Status}` });
}

/** The home directory of a user profile; undefined for one that has none yet. */
export function homeOf(profile: UserProfile | undefined): HomeDirectory | undefined {
  const Uid = profile?.HomeEfsFileSystemUid;
  return profile === undefined || Uid === undefined ? undefined : { UserProfileName: profile.UserProfileName, Uid, Path: `/${Uid}` };
}
