import { appReference } from "../../core/app/app.ts";
import { settingsMember } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { detached, type LifecycleConfig } from "../../core/lifecycle-config/lifecycle-config.ts";
import type { SettingsLevel } from "../../core/settings/level.ts";
import { namesText } from "../../core/suggest.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { Work } from "../concurrently.ts";
import type { Waiting } from "../waiters.ts";
import { type DetachOutcome, type DetachPorts, detachFromLevels } from "../settings/detach.ts";
import { type LevelChange, plannedChange } from "../settings/rewrite.ts";
import { type ReadLevels, readLevel, readLevels } from "../settings/read.ts";
import { appsUsing } from "./attachments.ts";
import { describeLifecycleConfig } from "./describe.ts";

type Studio = Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;

export interface DetachPlan extends Omit<ReadLevels, "levels"> {
  readonly config: LifecycleConfig;
  /** The requested level; undefined: all levels. */
  readonly level: SettingsLevel | undefined;
  /** The levels that have it. */
  readonly changes: readonly LevelChange[];
}

/**
 * Plans the detachment of a lifecycle config from a level, or from all levels that have it. Rejects with `not-found`, and with `in-use`
 * where apps run that use it: they have to stop first (service-facts: Settings and images; developer guide, "Detach lifecycle
 * configurations").
 */
export async function planDetach(
  { studio, configs }: { readonly studio: Studio; readonly configs: LifecycleConfigs },
  { name, level }: { readonly name: string; readonly level: SettingsLevel | undefined },
  work: Work,
): Promise<DetachPlan> {
  const config = await describeLifecycleConfig({ configs }, name);
  const { levels, domains, unread } =
    level === undefined ? await readLevels({ studio }, undefined, work) : await readLevel({ studio }, level);
  const type = config.StudioLifecycleConfigAppType;
  const planned = levels.map(({ settings, Status, ...own }) =>
    plannedChange({ level: own, type }, { settings: settings[settingsMember(type)] ?? {}, Status }, without(config)),
  );
  // Spaces and users before their domains, so that after an interruption nothing refers to something that its domain no longer has.
  const changes = planned.filter(({ differences }) => differences.length > 0).toReversed();
  if (changes.length > 0) await refuseWhileUsed(studio, config, level);
  return { config, level, changes, domains, unread };
}

/** The result at one settings level, with the planned or completed change. */
export interface DetachedLevel extends LevelChange, DetachOutcome {}

/**
 * Detaches as detachFromLevels does; run again after an interruption, it continues with what is left. Rejects as rewriteSettings does where
 * it failed, or was not complete in time, at every level, all of which were read.
 */
export async function applyDetach(
  ports: DetachPorts,
  { config, changes, unread }: DetachPlan,
  waiting: Waiting,
  wait = true,
): Promise<readonly DetachedLevel[]> {
  const all = changes.map((planned) => ({ level: planned.level, type: config.StudioLifecycleConfigAppType, planned }));
  const done = await detachFromLevels(ports, all, without(config), waiting, wait);
  const [first] = done;
  if (first?.outcome.error !== undefined && unread.length === 0 && done.every(({ outcome }) => outcome.error !== undefined))
    throw first.outcome.error;
  return done.map(({ from: { planned }, change = planned, outcome }) => ({
    ...planned,
    differences: change.differences,
    Status: change.Status,
    ...outcome,
  }));
}

function without({ StudioLifecycleConfigArn }: LifecycleConfig) {
  return (settings: Parameters<typeof detached>[0]) => detached(settings, StudioLifecycleConfigArn);
}

async function refuseWhileUsed(studio: Studio, config: LifecycleConfig, level: SettingsLevel | undefined): Promise<void> {
  const running = (await appsUsing({ studio }, config, level)).map(appReference);
  if (running.length === 0) return;
  throw new StudioctlError("in-use", `lifecycle config "${config.StudioLifecycleConfigName}" cannot be detached while apps use it`, {
    why: namesText(running),
    fix: `stop them first: studioctl app stop ${running.join(" ")}`,
  });
}
