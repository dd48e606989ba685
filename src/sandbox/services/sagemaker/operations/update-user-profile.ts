import type { UserSettings } from "../../../../core/domain/domain.ts";
import { validationException } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { updating } from "../entities.ts";
import { appsOf, requireUserProfile } from "../find.ts";
import { namedKey } from "../keys.ts";
import { checkSettings, needsStop, ownersCustomImages, updated } from "../user-settings.ts";

interface UpdateUserProfileInput {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly UserSettings?: UserSettings;
}

export const updateUserProfile: Operation<UpdateUserProfileInput> = (input, context) => {
  const profile = requireUserProfile(context, input.DomainId, input.UserProfileName);
  checkSettings(context, input.UserSettings, ownersCustomImages);
  const running = appsOf(context, input.DomainId, profile).filter(({ Status }) => Status === "InService");
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
