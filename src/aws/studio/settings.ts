import type { UserSettings as SdkUserSettings } from "@aws-sdk/client-sagemaker";
import type { UserSettings } from "../../core/domain/domain.ts";

/** Settings as the SDK types them, which wants every list mutable: the members are those that a describe call gave. */
export function settingsInput(settings: UserSettings): SdkUserSettings {
  const members: object = settings;
  return members;
}
