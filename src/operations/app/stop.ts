import pMap from "p-map";
import { type App, appKey, appReference } from "../../core/app.ts";
import { collect } from "../../core/collect.ts";
import { isError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps } from "../../ports/studio.ts";
import { type Waiting, waitFor } from "../wait.ts";

export interface StopPorts {
  readonly studio: Pick<Apps, "listApps" | "deleteApp">;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface StopOutcome {
  readonly app: App;
  readonly result: "stopped" | "stopping" | "skipped" | "failed";
  readonly reason: string;
}

const concurrency = 10;

/** Whether an app can be stopped: deleting a Failed app is an error, the others are on their way or gone (FACTS 2). */
export function isStoppable(app: App): boolean {
  return app.Status === "InService" || app.Status === "Pending";
}

/**
 * Deletes apps side by side; one failure leaves the others alone. Failed, Deleting and Deleted apps are skipped with
 * a reason. With `waiting` the stopped ones are gone when it resolves; rejects with `timeout` when they are not in time.
 */
export async function stopApps(ports: StopPorts, apps: readonly App[], waiting: Waiting | undefined): Promise<StopOutcome[]> {
  const outcomes = await pMap(apps, (app) => stopOne(ports, app, waiting?.signal), { concurrency });
  const accepted = outcomes.filter(({ result }) => result === "stopping").map(({ app }) => app);
  if (waiting === undefined || accepted.length === 0) return outcomes;
  await untilDeleted(ports, accepted, waiting);
  return outcomes.map((outcome) => (outcome.result === "stopping" ? { ...outcome, result: "stopped", reason: "deleted" } : outcome));
}

async function stopOne({ studio }: StopPorts, app: App, signal: AbortSignal | undefined): Promise<StopOutcome> {
  signal?.throwIfAborted();
  if (!isStoppable(app)) return { app, result: "skipped", reason: `it is ${app.Status}` };
  try {
    await studio.deleteApp(appKey(app));
    return { app, result: "stopping", reason: "delete accepted" };
  } catch (error) {
    if (isError(error, "not-found")) return { app, result: "skipped", reason: "it is gone already" };
    if (isError(error, "interrupted")) throw error;
    return { app, result: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Resolves when none of the apps is listed as anything but Deleted or Failed. One list a domain, however many apps. */
export async function untilDeleted({ studio, clock, progress }: StopPorts, apps: readonly App[], waiting: Waiting): Promise<void> {
  const wanted = new Set(apps.map(appReference));
  const domains = [...new Set(apps.map((app) => app.DomainId))];
  await waitFor(clock, `${apps.length} apps to be deleted`, waiting, async () => {
    const lists = await pMap(domains, (DomainId) => collect(studio.listApps({ DomainId })), { concurrency });
    const left = lists.flat().filter((app) => wanted.has(appReference(app)) && app.Status !== "Deleted" && app.Status !== "Failed");
    if (left.length === 0) return true;
    progress.update(`waiting for ${left.length} of ${apps.length} apps to be deleted`);
    return undefined;
  });
}
