import type { Tag } from "../app/app.ts";
import { type Difference, changedMembers, differences, merged } from "../settings/difference.ts";
import type { UserProfile, UserSettings } from "../domain/domain.ts";
import { type DomainSettingsRequest, requestedSettings } from "../domain/setup.ts";
import { tagChange } from "../tags.ts";

/** What can be asked of a user profile that exists. */
export type ProfileRequest = Pick<DomainSettingsRequest, "executionRole" | "defaultInstanceType" | "tags"> &
  Partial<Pick<DomainSettingsRequest, "securityGroups">>;

/** What a request comes to for a user profile as it is: requests that say what differs and nothing else. */
export interface ProfileUpdate {
  /** Each member as the whole that has to be written (service-facts: Settings and images). */
  readonly settings: UserSettings;
  readonly tags: readonly Tag[];
  readonly differences: readonly Difference[];
  /** The service gives a user another role only if no app of theirs runs (service-facts: Settings and images). */
  readonly needsStop: boolean;
}

/** Decides what to write, from the profile and its tags as they are now. Empty differences: it is all so already. */
export function profileUpdate({ UserSettings }: UserProfile, present: readonly Tag[], request: ProfileRequest): ProfileUpdate {
  const settings = changedMembers(UserSettings, merged(UserSettings, requestedSettings(request)));
  const tagged = tagChange(present, request.tags);
  return {
    settings,
    tags: tagged.tags,
    differences: [...inUserSettings(differences(UserSettings, settings)), ...tagged.differences],
    needsStop: settings.ExecutionRole !== undefined,
  };
}

/** By their whole paths in a user profile. */
function inUserSettings(all: readonly Difference[]): Difference[] {
  return all.map(({ Setting, ...values }) => ({ Setting: `UserSettings.${Setting}`, ...values }));
}
