import { type Difference, differences } from "../../core/difference.ts";
import { type AppTypeSettings, settingsMember } from "../../core/domain.ts";
import type { LifecycleConfigType } from "../../core/lifecycle-config.ts";
import type { Place } from "../../core/place.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { rewriteSettings } from "../rewrite-settings.ts";
import { settingsTarget } from "../settings-target.ts";
import type { Waiting } from "../wait.ts";

type Studio = Domains & UserProfiles & Spaces;

/** What makes settings of one app type into what they shall be. */
export type SettingsChange = (settings: AppTypeSettings) => AppTypeSettings;

/** A place and what changes there; no differences: it is so already. */
export interface PlaceChange {
  readonly place: Place;
  readonly differences: readonly Difference[];
  readonly Status: string;
}

/** Reads what a change comes to at a place. Rejects with `not-found`, and the name that was probably meant. */
export async function planChange(studio: Studio, place: Place, type: LifecycleConfigType, change: SettingsChange): Promise<PlaceChange> {
  const { settings, Status } = await settingsTarget(studio, place, type).read();
  return { place, differences: differencesAt(place, type, settings, change(settings)), Status };
}

/** Makes a change at a place as it then is, and only where there is something to change. Rejects as rewriteSettings does. */
export async function applyChange(
  ports: { readonly studio: Studio; readonly clock: Clock; readonly progress: Progress },
  place: Place,
  type: LifecycleConfigType,
  change: SettingsChange,
  waiting: Waiting | undefined,
): Promise<PlaceChange> {
  const rewrite = (present: AppTypeSettings): AppTypeSettings | undefined => {
    const wanted = change(present);
    return differencesAt(place, type, present, wanted).length === 0 ? undefined : wanted;
  };
  const { before, Status } = await rewriteSettings(ports, settingsTarget(ports.studio, place, type), rewrite, waiting);
  return { place, differences: differencesAt(place, type, before, change(before)), Status };
}

function differencesAt(place: Place, type: LifecycleConfigType, before: AppTypeSettings, after: AppTypeSettings): Difference[] {
  const whole = (settings: AppTypeSettings) => ({ [settingsName(place)]: { [settingsMember(type)]: settings } });
  return differences(whole(before), whole(after));
}

/** Under which name the updates of a place take its settings. */
function settingsName({ owner, sharedSpaces = false }: Place): string {
  if (owner === undefined) return sharedSpaces ? "DefaultSpaceSettings" : "DefaultUserSettings";
  return "SpaceName" in owner ? "SpaceSettings" : "UserSettings";
}
