import { concurrency } from "../../core/concurrency.ts";
import pMap from "p-map";
import type { AppTypeSettings } from "../../core/domain/domain.ts";
import { type StudioctlError, isError, whyFailed } from "../../core/errors.ts";
import { asFailure } from "../../core/failures.ts";
import { grouped } from "../../core/collections.ts";
import { type SettingsLevel, levelLabel, levelReference } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Waiting } from "../waiters.ts";
import type { SettingsPorts } from "./read.ts";
import { type LevelChange, rewriteSettings } from "./rewrite.ts";
import { type SettingsType, settingsTarget } from "./target.ts";
import { withWhatIsDone } from "../errors.ts";

/** Settings from which something is detached: those of one app type at one level. */
export interface DetachFrom {
  readonly level: SettingsLevel;
  readonly type: SettingsType;
}

/** The result of detaching from one settings level. */
export interface DetachOutcome {
  /** Detaching: the change was accepted but is not complete, because there was no wait or it timed out. */
  readonly Result: "detached" | "detaching" | "failed";
  readonly Reason: string;
  /** The error, if it failed. */
  readonly error?: StudioctlError;
}

/** One of the settings, with the result and the change there; absent if nothing changed. */
export interface DetachedFrom<T> {
  readonly from: T;
  readonly outcome: DetachOutcome;
  readonly change?: LevelChange;
}

export interface DetachPorts extends SettingsPorts {
  readonly clock: Clock;
  readonly progress: Progress;
}

/**
 * Detaches from user profiles and spaces, then from domains, concurrently, so that after an interruption nothing refers to something that
 * its domain no longer has; one failure does not stop the others. With `wait` false the last change of each domain, user profile or space
 * is accepted, but may not be complete. Rejects only with `interrupted` and `no-credentials`, and then lists the completed changes.
 */
export async function detachFromLevels<T extends DetachFrom>(
  ports: DetachPorts,
  all: readonly T[],
  without: (settings: AppTypeSettings, from: T) => AppTypeSettings,
  waiting: Waiting,
  wait: boolean,
): Promise<readonly DetachedFrom<T>[]> {
  const entities = [...grouped(all, ({ level }) => levelReference(level)).values()];
  const done = new Set<T>();
  /** The settings of one entity are changed one after the other: it accepts no change while another is in progress. */
  const detach = async (together: readonly T[]): Promise<readonly DetachedFrom<T>[]> => {
    const outcomes: DetachedFrom<T>[] = [];
    for (const from of together) {
      const isLast = from === together.at(-1);
      const result = await detachFrom(ports, from, without, wait || !isLast ? waiting : undefined);
      outcomes.push({ from, ...result });
      if (result.outcome.Result === "detached") done.add(from);
    }
    return outcomes;
  };
  try {
    const owned = await pMap(
      entities.filter(([{ level }]) => level.owner !== undefined),
      detach,
      { concurrency },
    );
    const ofDomains = await pMap(
      entities.filter(([{ level }]) => level.owner === undefined),
      detach,
      { concurrency },
    );
    return [...owned, ...ofDomains].flat();
  } catch (error) {
    const from = all.filter((each) => done.has(each)).map(({ level }) => `detached from ${levelLabel(level)}`);
    throw withWhatIsDone(error, [...new Set(from)], "run the same command again: it continues from there");
  }
}

async function detachFrom<T extends DetachFrom>(
  ports: DetachPorts,
  from: T,
  without: (settings: AppTypeSettings, from: T) => AppTypeSettings,
  waiting: Waiting | undefined,
): Promise<Omit<DetachedFrom<unknown>, "from">> {
  try {
    const change = await rewriteSettings(
      ports,
      settingsTarget(ports.studio, from.level, from.type),
      (settings) => without(settings, from),
      waiting,
    );
    return {
      change,
      outcome:
        change.Status === "InService" ? { Result: "detached", Reason: "" } : { Result: "detaching", Reason: `it is ${change.Status}` },
    };
  } catch (error) {
    if (isError(error, "interrupted", "no-credentials")) throw error;
    if (isError(error, "not-found")) return { outcome: { Result: "detached", Reason: "it is gone" } };
    return { outcome: { Result: isError(error, "timeout") ? "detaching" : "failed", Reason: whyFailed(error), ...asFailure(error) } };
  }
}
