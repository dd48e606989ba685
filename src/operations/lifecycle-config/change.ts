import { type Difference, differences } from "../../core/difference.ts";
import { type AppTypeSettings, settingsMember } from "../../core/domain.ts";
import type { LifecycleConfigType } from "../../core/lifecycle-config.ts";
import type { SettingsLevel } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { LevelSettings } from "../settings/read.ts";
import { rewriteSettings } from "../settings/rewrite.ts";
import { settingsTarget } from "../settings/target.ts";
import type { Waiting } from "../wait.ts";

type Studio = Domains & UserProfiles & Spaces;

/** What makes settings of one app type into what they shall be. */
export type SettingsChange = (settings: AppTypeSettings) => AppTypeSettings;

/** A level and what changes there; no differences: it is so already. */
export interface LevelChange {
  readonly level: SettingsLevel;
  readonly differences: readonly Difference[];
  readonly Status: string;
}

/** What a change comes to at a level that was read. */
export function changeAt({ settings, Status, ...level }: LevelSettings, type: LifecycleConfigType, change: SettingsChange): LevelChange {
  const present = settings[settingsMember(type)] ?? {};
  return { level, differences: differencesAt(level, type, present, change(present)), Status };
}

/** Reads what a change comes to at a level. Rejects with `not-found`, and the name that was probably meant. */
export async function planChange(studio: Studio, level: SettingsLevel, type: LifecycleConfigType, change: SettingsChange): Promise<LevelChange> {
  const { settings, Status } = await settingsTarget(studio, level, type).read();
  return { level, differences: differencesAt(level, type, settings, change(settings)), Status };
}

/** Makes a change at a level as it then is, and only where there is something to change. Rejects as rewriteSettings does. */
export async function applyChange(
  ports: { readonly studio: Studio; readonly clock: Clock; readonly progress: Progress },
  level: SettingsLevel,
  type: LifecycleConfigType,
  change: SettingsChange,
  waiting: Waiting | undefined,
): Promise<LevelChange> {
  const rewrite = (present: AppTypeSettings): AppTypeSettings | undefined => {
    const wanted = change(present);
    return differencesAt(level, type, present, wanted).length === 0 ? undefined : wanted;
  };
  const { before, Status } = await rewriteSettings(ports, settingsTarget(ports.studio, level, type), rewrite, waiting);
  return { level, differences: differencesAt(level, type, before, change(before)), Status };
}

function differencesAt(level: SettingsLevel, type: LifecycleConfigType, before: AppTypeSettings, after: AppTypeSettings): Difference[] {
  const whole = (settings: AppTypeSettings) => ({ [settingsName(level)]: { [settingsMember(type)]: settings } });
  return differences(whole(before), whole(after));
}

/** Under which name the updates of a level take its settings. */
function settingsName({ owner, sharedSpaces = false }: SettingsLevel): string {
  if (owner === undefined) return sharedSpaces ? "DefaultSpaceSettings" : "DefaultUserSettings";
  return "SpaceName" in owner ? "SpaceSettings" : "UserSettings";
}
