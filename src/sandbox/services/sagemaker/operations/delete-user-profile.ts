import { resourceInUse } from "../../../protocol/service-error.ts";
import { forgetBelongings } from "../belongings.ts";
import type { UserProfileRecord } from "../../../sagemaker-state.ts";
import type { Context, Operation } from "../context.ts";
import { deleting } from "../entities.ts";
import { appsOf, isLive, requireDomain, requireUserProfile } from "../find.ts";
import { namedKey } from "../keys.ts";

interface DeleteUserProfileInput {
  readonly DomainId: string;
  readonly UserProfileName: string;
}

export const deleteUserProfile: Operation<DeleteUserProfileInput> = (input, context) => {
  const profile = requireUserProfile(context, input.DomainId, input.UserProfileName);
  const { userProfiles, spaces, tags } = context.state.sagemaker;
  const key = namedKey(profile.DomainId, profile.UserProfileName);
  const ownsSpace = Object.values(spaces).some(
    ({ DomainId, OwnershipSettings }) =>
      OwnershipSettings !== undefined && namedKey(DomainId, OwnershipSettings.OwnerUserProfileName) === key,
  );
  const inTheWay = appsOf(context, profile.DomainId, profile).some(isLive) ? "App" : ownsSpace ? "Space" : undefined;
  if (inTheWay !== undefined) {
    throw resourceInUse(`Unable to delete UserProfile [${profile.UserProfileArn}] because ${inTheWay}(s) are associated with it.`);
  }
  leaveHome(profile, context);
  userProfiles[key] = deleting(profile, "userProfile", profile.UserProfileArn, context);
  delete tags[profile.UserProfileArn];
  forgetBelongings(context, profile.DomainId, { UserProfileName: profile.UserProfileName });
  return undefined;
};

/** The home directory stays on the domain's file system (service-facts: The model of Studio). */
function leaveHome({ DomainId, HomeEfsFileSystemUid: uid }: UserProfileRecord, context: Context): void {
  const domain = requireDomain(context, DomainId);
  const { leftHomes = [], ...rest } = domain.homeFileSystem ?? {};
  domain.homeFileSystem = { ...rest, leftHomes: [...leftHomes, String(uid)] };
}
