import { appReference } from "../../core/app.ts";
import { StudioctlError, withWhatIsDone } from "../../core/errors.ts";
import { detached } from "../../core/lifecycle-attachment.ts";
import type { LifecycleConfig } from "../../core/lifecycle-config.ts";
import { type SettingsLevel, levelLabel } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { Work } from "../sweep/region.ts";
import type { Waiting } from "../wait.ts";
import { type ReadLevels, readLevel, readLevels } from "../settings/read.ts";
import { appsUsing } from "./attachments.ts";
import { describeLifecycleConfig } from "./describe.ts";
import { type LevelChange, applyChange, changeAt } from "./change.ts";

type Studio = Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;

export interface DetachPlan extends Omit<ReadLevels, "levels"> {
  readonly config: LifecycleConfig;
  /** As it was requested; undefined: all there are. */
  readonly level: SettingsLevel | undefined;
  /** The levels that have it. */
  readonly changes: readonly LevelChange[];
}

/**
 * Reads what detaching a lifecycle config from a level changes, or, without one, from all that have it. Rejects with
 * `not-found`, and with `in-use` where apps run that use it: they have to stop first (FACTS 5; developer guide, "Detach
 * lifecycle configurations").
 */
export async function planDetach(
  { studio, configs }: { readonly studio: Studio; readonly configs: LifecycleConfigs },
  { name, level }: { readonly name: string; readonly level: SettingsLevel | undefined },
  work: Work,
): Promise<DetachPlan> {
  const config = await describeLifecycleConfig({ configs }, name);
  const { levels, domains, unread } = level === undefined ? await readLevels({ studio }, undefined, work) : await readLevel({ studio }, level);
  const planned = levels.map((each) => changeAt(each, config.StudioLifecycleConfigAppType, without(config)));
  // Spaces and users before their domains, so that what an interruption leaves names nothing that their domain no longer has.
  const changes = planned.filter(({ differences }) => differences.length > 0).toReversed();
  if (changes.length > 0) await refuseWhileUsed(studio, config, level);
  return { config, level, changes, domains, unread };
}

/**
 * Detaches as planned, one level after another; run again after an interruption, it goes on from what is left. With `wait`
 * false the last change of each domain, user or space is accepted, but may not be through. Rejects as rewriteSettings does.
 */
export async function applyDetach(
  ports: { readonly studio: Studio; readonly clock: Clock; readonly progress: Progress },
  { config, changes }: DetachPlan,
  waiting: Waiting,
  wait = true,
): Promise<readonly LevelChange[]> {
  const done: LevelChange[] = [];
  for (const [i, { level }] of changes.entries()) {
    const until = wait || isOfSameDomain(level, changes[i + 1]?.level) ? waiting : undefined;
    try {
      done.push(await applyChange(ports, level, config.StudioLifecycleConfigAppType, without(config), until));
    } catch (error) {
      throw withWhatIsDone(error, done.map((change) => `detached from ${levelLabel(change.level)}`), "run the same command again: it goes on from there");
    }
  }
  return done;
}

/** Whether both are settings of one domain, which takes one change at a time. */
function isOfSameDomain(level: SettingsLevel, next: SettingsLevel | undefined): boolean {
  return level.owner === undefined && next !== undefined && next.owner === undefined && next.DomainId === level.DomainId;
}

function without({ StudioLifecycleConfigArn }: LifecycleConfig) {
  return (settings: Parameters<typeof detached>[0]) => detached(settings, StudioLifecycleConfigArn);
}

async function refuseWhileUsed(studio: Studio, config: LifecycleConfig, level: SettingsLevel | undefined): Promise<void> {
  const running = (await appsUsing({ studio }, config, level)).map(appReference);
  if (running.length === 0) return;
  throw new StudioctlError("in-use", `lifecycle config "${config.StudioLifecycleConfigName}" cannot be detached while apps use it`, {
    why: running.join(", "),
    fix: `stop them first: studioctl app stop ${running.join(" ")}`,
  });
}
