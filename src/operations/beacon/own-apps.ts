import { sameOwner } from "../../core/app/rules.ts";
import { collect } from "../../core/collections.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";

/** Patterns of the ARNs of all apps in a user's private spaces. Rejects with `not-found`, also if the user owns no private space. */
export async function appsOfUser(
  { studio }: { readonly studio: Domains & UserProfiles & Spaces },
  DomainId: string,
  UserProfileName: string,
): Promise<readonly string[]> {
  const { DomainArn } = await describeDomain({ studio }, DomainId);
  const profile = await describeUserProfile({ studio }, { DomainId, UserProfileName });
  const spaces = (await collect(studio.listSpaces({ DomainId }))).filter(
    ({ OwnershipSettingsSummary, SpaceSharingSettingsSummary }) =>
      SpaceSharingSettingsSummary?.SharingType !== "Shared" &&
      sameOwner({ UserProfileName: OwnershipSettingsSummary?.OwnerUserProfileName ?? "" }, profile),
  );
  if (spaces.length === 0) {
    throw new StudioctlError("not-found", `user profile "${profile.UserProfileName}" owns no private space`, {
      fix: `create one: studioctl space create NAME --owner ${profile.UserProfileName} --app-type JupyterLab --domain ${DomainId}`,
    });
  }
  return spaces.map(({ SpaceName }) => `${DomainArn.replace(/:domain\/.*$/, "")}:app/${DomainId}/${SpaceName}/*`);
}
