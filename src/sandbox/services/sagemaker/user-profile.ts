import type { UserSettings } from "../../../core/domain/domain.ts";
import type { Context, Operation, TagList } from "../../operation.ts";
import { resourceInUse, validationException } from "../../protocol/service-error.ts";
import type { UserProfileRecord } from "../../sagemaker-state.ts";
import { appsOf, forgetBelongings, isLive, requireDomain, requireInService, requireUserProfile } from "./find.ts";
import { type ListInput, listPage, nameContains } from "./listing.ts";
import { namedKey } from "./names.ts";
import { checkUserProfileQuota } from "./quotas.ts";
import { nextUid, userProfileRecord } from "./records.ts";
import { checkSettings, needsStop, ownersCustomImages, requireAssumableRole, updated } from "./settings.ts";
import { setTags } from "./tags.ts";
import { creating, deleting, updating } from "./transitions.ts";

interface CreateUserProfileInput {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly UserSettings?: UserSettings;
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createUserProfile: Operation<CreateUserProfileInput> = ({ Tags, ...members }, context) => {
  const domain = requireDomain(context, members.DomainId);
  requireInService(domain, domain.DomainArn);
  const { userProfiles } = context.state.sagemaker;
  const key = namedKey(members.DomainId, members.UserProfileName);
  const earlier = userProfiles[key];
  if (earlier !== undefined) throw resourceInUse(`UserProfile [${earlier.UserProfileArn}] already exists.`);
  checkSettings(context, members.UserSettings, ownersCustomImages);
  requireAssumableRole(context, members.UserSettings?.ExecutionRole);
  checkUserProfileQuota(context);
  const HomeEfsFileSystemUid = nextUid(context.state);
  const profile = userProfileRecord({ ...members, HomeEfsFileSystemUid, CreationTime: context.now });
  userProfiles[key] = creating(profile, "userProfile", context);
  setTags(context, profile.UserProfileArn, Tags);
  return profile;
};

interface UserProfileKey {
  readonly DomainId: string;
  readonly UserProfileName: string;
}

export const describeUserProfile: Operation<UserProfileKey> = (input, context) =>
  requireUserProfile(context, input.DomainId, input.UserProfileName);

interface ListUserProfilesInput extends ListInput {
  readonly DomainIdEquals?: string;
  readonly UserProfileNameContains?: string;
}

export const listUserProfiles: Operation<ListUserProfilesInput> = (input, { state }) => {
  const profiles = Object.entries(state.sagemaker.userProfiles).filter(
    ([, profile]) =>
      (input.DomainIdEquals === undefined || profile.DomainId === input.DomainIdEquals) &&
      nameContains(profile.UserProfileName, input.UserProfileNameContains),
  );
  const { records, ...page } = listPage(profiles, input, { operation: "ListUserProfiles", order: "Ascending" });
  return { UserProfiles: records, ...page };
};

interface UpdateUserProfileInput {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly UserSettings?: UserSettings;
}

export const updateUserProfile: Operation<UpdateUserProfileInput> = (input, context) => {
  const profile = requireUserProfile(context, input.DomainId, input.UserProfileName);
  checkSettings(context, input.UserSettings, ownersCustomImages);
  const owned = Object.values(context.state.sagemaker.spaces).filter(({ DomainId, OwnershipSettings }) => {
    const name = OwnershipSettings?.OwnerUserProfileName.toLowerCase();
    return DomainId === profile.DomainId && name === profile.UserProfileName.toLowerCase();
  });
  const apps = [profile, ...owned].flatMap((owner) => appsOf(context, input.DomainId, owner));
  const running = apps.filter(({ Status }) => Status === "InService");
  if (needsStop(profile.UserSettings, input.UserSettings, running)) {
    throw validationException(
      `Unable to update UserProfile [${profile.UserProfileArn}] with InService App. Delete all InService apps for the user ` +
        "profile and try again.",
    );
  }
  const UserSettings = updated(profile.UserSettings, input.UserSettings);
  context.state.sagemaker.userProfiles[namedKey(input.DomainId, input.UserProfileName)] = {
    ...updating(profile, "userProfile", profile.UserProfileArn, context),
    ...(UserSettings !== undefined && { UserSettings }),
  };
  return profile;
};

export const deleteUserProfile: Operation<UserProfileKey> = (input, context) => {
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
