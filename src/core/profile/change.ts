import type { Tag } from "../app/app.ts";
import { type Difference, changedMembers, differences, merged } from "../settings/difference.ts";
import type { UserProfile, UserSettings } from "../domain/domain.ts";
import { type DomainSettingsRequest, requestedSettings } from "../domain/setup.ts";
import { tagChange } from "../tags.ts";

/** The settings of an existing user profile that a request can change. */
export type ProfileRequest = Pick<DomainSettingsRequest, "executionRole" | "defaultInstanceType" | "tags"> &
  Partial<Pick<DomainSettingsRequest, "securityGroups">>;

/** The update of a user profile for a request: the service requests contain only what differs. */
export interface ProfileUpdate {
  /** Each member as the whole that has to be written (service-facts: Settings and images). */
  readonly settings: UserSettings;
  readonly tags: readonly Tag[];
  readonly differences: readonly Difference[];
  /** The service changes the role of a user only while none of their apps runs (service-facts: Settings and images). */
  readonly needsStop: boolean;
}

/** Decides what to write, from the current profile and tags. Empty differences: nothing has to change. */
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

/** With their full paths in a user profile. */
function inUserSettings(all: readonly Difference[]): Difference[] {
  return all.map(({ Setting, ...values }) => ({ Setting: `UserSettings.${Setting}`, ...values }));
}
