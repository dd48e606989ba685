import { type App, appReference } from "../../core/app/app.ts";
import { collect } from "../../core/collect.ts";
import { isError, whyFailed } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps } from "../../ports/studio.ts";
import { type Waiting, waitFor } from "../wait.ts";

interface AwaitPorts {
  readonly studio: Pick<Apps, "listApps">;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** How a delete that was accepted fell short. */
export interface NoEnd {
  readonly why: string;
  readonly timedOut: boolean;
}

/**
 * Waits until deleted apps are gone, by listing their domains, not by asking for each. Resolves to those, by
 * reference, that came to another end or to none in time. Interrupted, it says nothing of the rest.
 */
export async function awaitEnd(
  { studio, clock, progress }: AwaitPorts,
  apps: readonly App[],
  waiting: Waiting,
): Promise<ReadonlyMap<string, NoEnd>> {
  const pending = new Map(apps.map((app) => [appReference(app), app]));
  const leaving = new Set<string>();
  const failures = new Map<string, NoEnd>();

  async function check(): Promise<true | undefined> {
    const listed = await list();
    if (listed === undefined) return undefined;
    for (const [reference, app] of pending) {
      const now = listed.get(reference);
      if (now === undefined || now.Status === "Deleted" || now.CreationTime.getTime() !== app.CreationTime.getTime()) {
        pending.delete(reference);
      } else if (now.Status === "Deleting") {
        leaving.add(reference);
      } else if (now.Status === "Failed" || leaving.has(reference)) {
        failures.set(reference, { why: `DeleteApp was accepted, but the app is ${now.Status}`, timedOut: false });
        pending.delete(reference);
      }
    }
    if (pending.size === 0) return true;
    progress.update(`waiting for ${pending.size} ${pending.size === 1 ? "app" : "apps"} to be gone`);
    return undefined;
  }

  /** A moment's failure is no news of the apps. */
  async function list(): Promise<ReadonlyMap<string, App> | undefined> {
    const domains = [...new Set([...pending.values()].map(({ DomainId }) => DomainId))];
    try {
      const lists = await Promise.all(domains.map((DomainId) => collect(studio.listApps({ DomainId }))));
      return new Map(lists.flat().map((app) => [appReference(app), app]));
    } catch (error) {
      if (isError(error, "throttled", "unavailable", "timeout")) return undefined;
      throw error;
    }
  }

  try {
    if (pending.size > 0) await waitFor(clock, "apps to be gone", waiting, check);
  } catch (error) {
    if (waiting.signal?.aborted !== true) {
      const why = `DeleteApp was accepted, but its end was not seen: ${whyFailed(error)}`;
      for (const reference of pending.keys()) failures.set(reference, { why, timedOut: isError(error, "timeout") });
    }
  }
  return failures;
}
