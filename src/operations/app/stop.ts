import { concurrency } from "../../core/concurrency.ts";
import pMap from "p-map";
import { type App, appReference } from "../../core/app/app.ts";
import { type StudioctlError, isError, whyFailed } from "../../core/errors.ts";
import { asFailure } from "../../core/failures.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps } from "../../ports/studio.ts";
import type { Waiting } from "../waiters.ts";
import { type NotGone, deleteApp, untilAppsAreGone } from "./delete.ts";

export interface StopPorts {
  readonly studio: Pick<Apps, "listApps" | "describeApp" | "deleteApp">;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface StopOutcome {
  readonly app: App;
  readonly result: "stopped" | "stopping" | "skipped" | "failed";
  readonly reason: string;
  /** Its delete was accepted, but not done in time. */
  readonly timedOut?: boolean;
  /** The error, if it failed. */
  readonly error?: StudioctlError;
}

/**
 * Whether an app can be stopped: deleting a Failed app is an error, the others are being deleted or gone (service-facts: States and
 * lifetimes).
 */
export function isStoppable(app: App): boolean {
  return app.Status === "InService" || app.Status === "Pending";
}

/**
 * Deletes apps side by side; one failure leaves the others alone. Failed, Deleting and Deleted apps are skipped with
 * a reason. With `waiting`, it resolves when they are gone; those that are not gone in time count as failed.
 */
export async function stopApps(ports: StopPorts, apps: readonly App[], waiting: Waiting | undefined): Promise<StopOutcome[]> {
  const outcomes = await pMap(apps, (app) => stopOne(ports, app, waiting?.signal), { concurrency });
  const accepted = outcomes.filter(({ result }) => result === "stopping").map(({ app }) => app);
  if (waiting === undefined || accepted.length === 0) return outcomes;
  const failures = await untilAppsAreGone(ports, accepted, waiting);
  waiting.signal?.throwIfAborted();
  return outcomes.map((outcome) => (outcome.result === "stopping" ? ended(outcome, failures.get(appReference(outcome.app))) : outcome));
}

function ended(outcome: StopOutcome, failure: NotGone | undefined): StopOutcome {
  if (failure === undefined) return { ...outcome, result: "stopped", reason: "deleted" };
  return { ...outcome, result: "failed", reason: failure.why, timedOut: failure.timedOut };
}

async function stopOne({ studio }: StopPorts, app: App, signal: AbortSignal | undefined): Promise<StopOutcome> {
  signal?.throwIfAborted();
  if (!isStoppable(app)) return { app, result: "skipped", reason: `it is ${app.Status}` };
  try {
    const end = await deleteApp(studio, app);
    return end === "accepted"
      ? { app, result: "stopping", reason: "delete accepted" }
      : { app, result: "skipped", reason: "it no longer exists" };
  } catch (error) {
    if (isError(error, "interrupted")) throw error;
    return { app, result: "failed", reason: whyFailed(error), ...asFailure(error) };
  }
}
