import pMap from "p-map";
import { collect } from "../../core/collections.ts";
import { concurrency } from "../../core/concurrency.ts";
import type { Domain, Space, UserProfile } from "../../core/domain/domain.ts";
import type { FileSystem, HomeDirectory } from "../../core/efs/file-system.ts";
import { isError, StudioctlError } from "../../core/errors.ts";
import { idleShutdownTypeOf } from "../../core/idle-shutdown/idle-shutdown.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { orMissing } from "../errors.ts";
import { describeUserProfile } from "../profile/describe.ts";

/** A domain that has a file system. */
export type HomeDomain = Domain & { readonly HomeEfsFileSystemId: string };

/** The domain, if it has a file system for home directories; else rejects with `not-ready` and what the domain is. */
export async function domainWithHome({ studio }: { readonly studio: Domains }, domainId: string): Promise<HomeDomain> {
  const domain = await describeDomain({ studio }, domainId);
  const { HomeEfsFileSystemId } = domain;
  if (HomeEfsFileSystemId !== undefined) return { ...domain, HomeEfsFileSystemId };
  throw withoutHome(domain);
}

/** Domains can be made without one (service-facts: The model of Studio; SageMaker API: HomeEfsFileSystemCreation); others get theirs while they are created. */
function withoutHome({ DomainId, Status, FailureReason }: Domain): StudioctlError {
  const message = `domain ${DomainId} has no file system for home directories`;
  if (Status !== "InService" && Status !== "Updating") {
    return new StudioctlError("not-ready", message, {
      why: `it is ${Status}${FailureReason === undefined ? "" : `: ${FailureReason}`}`,
      fix: `studioctl domain describe ${DomainId} shows it`,
    });
  }
  return new StudioctlError("not-ready", message, {
    why: "it was created without one: each space keeps its files on its own volume",
    fix: `studioctl space list --domain ${DomainId} shows the volumes; aws sagemaker update-domain --domain-id ${DomainId} --home-efs-file-system-creation Enabled gives it one`,
  });
}

/** The file system of a domain. Rejects with `not-found` where it was deleted behind the domain's back. */
export async function homeFileSystem(
  { fileSystems }: { readonly fileSystems: FileSystems },
  { DomainId, HomeEfsFileSystemId: id }: HomeDomain,
): Promise<FileSystem> {
  try {
    return await fileSystems.describeFileSystem(id);
  } catch (error) {
    if (!isError(error, "not-found")) throw error;
    throw error.with({
      message: `file system ${id} of domain ${DomainId} is gone`,
      why: "it was deleted, and the domain's apps no longer have home directories",
      fix: "a backup may restore the files, but only a new domain gets a new file system",
    });
  }
}

/**
 * The home directories of all users of a domain who have one, then those of its spaces of Studio Classic, in the order of the lists;
 * profiles and spaces deleted in between are left out. Spaces for JupyterLab and CodeEditor keep their files on a volume (service-facts:
 * Home directories).
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

/** The home directory of one user; rejects with `not-found` for an unknown user, `not-ready` for one without. */
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

/** The home directory of a user profile; undefined if it has none yet. */
export function homeOf(profile: UserProfile | undefined): HomeDirectory | undefined {
  const Uid = profile?.HomeEfsFileSystemUid;
  return profile === undefined || Uid === undefined ? undefined : { UserProfileName: profile.UserProfileName, Uid, Path: `/${Uid}` };
}
