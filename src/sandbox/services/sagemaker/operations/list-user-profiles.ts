import type { Operation } from "../context.ts";
import { type ListInput, listPage, nameContains } from "../listing.ts";

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
