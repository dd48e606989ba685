import { type Difference, differences } from "../../core/settings/difference.ts";
import { type AppTypeSettings, type EntityStatus, settingsMember } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { type SettingsLevel, settingsName } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import { type Waiting, changeWhenStable, untilStable } from "../waiters.ts";
import type { Target, TargetState } from "./target.ts";

interface Ports {
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Returns the new settings of one app type. Unrelated members stay unchanged. */
export type SettingsChange = (settings: AppTypeSettings) => AppTypeSettings;

/** The effect of a change at a settings level; no differences: nothing has to change. */
export interface LevelChange {
  readonly level: SettingsLevel;
  readonly differences: readonly Difference[];
  readonly Status: EntityStatus;
}

export interface Rewritten extends LevelChange {
  readonly before: AppTypeSettings;
  readonly after: AppTypeSettings;
}

/** The effect of a change on settings that were read. */
export function plannedChange(
  of: Pick<Target, "level" | "type">,
  { settings, Status }: Pick<TargetState, "settings" | "Status">,
  change: SettingsChange,
): LevelChange {
  return { level: of.level, differences: settingsDifferences(of, settings, change(settings)), Status };
}

const attempts = 3;

/**
 * Changes the present settings of one app type: waits until no other change is in progress, reads, writes the result of `change` if it
 * differs, and, if waiting is requested, checks it. Settings that are overwritten by somebody else at the same time are written again, up
 * to twice. Rejects with errors of `change`, `in-use`, `failed`, `timeout`.
 */
export async function rewriteSettings(
  ports: Ports,
  target: Target,
  change: SettingsChange,
  waiting: Waiting | undefined,
): Promise<Rewritten> {
  const altered = (present: AppTypeSettings) => settingsDifferences(target, present, change(present));
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { found, isWritten } = await changeWhenStable(ports, target, waiting, async (present) => {
      const isNeeded = altered(present.settings).length > 0;
      if (isNeeded) await target.write(change(present.settings));
      return { found: present, isWritten: isNeeded };
    });
    const before = found.settings;
    const result = { level: target.level, before, differences: altered(before) };
    if (!isWritten) return { ...result, after: before, Status: found.Status };
    const written = waiting === undefined ? await target.read() : await untilStable(ports, target, waiting);
    if (waiting === undefined || altered(written.settings).length === 0)
      return { ...result, after: written.settings, Status: written.Status };
  }
  throw new StudioctlError("in-use", `${target.what} did not keep the new settings`, {
    why: `they were written ${attempts} times, and each time somebody else changed them`,
    fix: "find out who changes them, and run the command again",
  });
}

function settingsDifferences(
  { level, type }: Pick<Target, "level" | "type">,
  before: AppTypeSettings,
  after: AppTypeSettings,
): Difference[] {
  const whole = (settings: AppTypeSettings) => ({ [settingsName(level)]: { [settingsMember(type)]: settings } });
  return differences(whole(before), whole(after));
}
