import { type App, appReference } from "../../core/app/app.ts";
import { StudioctlError } from "../../core/errors.ts";
import { namesText } from "../../core/suggest.ts";
import type { Waiting } from "../waiters.ts";
import { untilAppsAreGone } from "./delete.ts";
import { type StopPorts, stopApps } from "./stop.ts";

/** The purpose of a stop. */
export interface StopPurpose {
  /** The consequence if an app is not stopped: `its space is kept`. */
  readonly otherwise: string;
  /** The command that continues after an accepted stop. */
  readonly goOn: string;
}

/**
 * Stops apps that must be gone before the next step, and waits for them and for those that are already `leaving`. Rejects with `failed` or
 * `timeout` if one is not stopped, and with `interrupted` and the accepted stops.
 */
export async function stopFirst(
  ports: StopPorts,
  { running, leaving = [] }: { readonly running: readonly App[]; readonly leaving?: readonly App[] },
  waiting: Waiting,
  { otherwise, goOn }: StopPurpose,
): Promise<void> {
  waiting.signal?.throwIfAborted();
  const outcomes = await stopApps(ports, running, undefined);
  const refused = outcomes.find(({ result }) => result === "failed");
  if (refused !== undefined) throw notStopped(refused.app, refused.reason, false);
  const accepted = outcomes.flatMap(({ app, result }) => (result === "stopping" ? [app] : []));
  const [late] = await untilAppsAreGone(ports, [...accepted, ...leaving], waiting);
  if (waiting.signal?.aborted === true) throw interrupted(waiting.signal.reason, accepted);
  const app = [...accepted, ...leaving].find((each) => appReference(each) === late?.[0]);
  if (app !== undefined && late !== undefined) throw notStopped(app, late[1].why, late[1].timedOut);

  function notStopped(app: App, why: string, timedOut: boolean): StudioctlError {
    return new StudioctlError(timedOut ? "timeout" : "failed", `${appReference(app)} was not stopped: ${otherwise}`, { why, fix: goOn });
  }

  function interrupted(reason: unknown, stopping: readonly App[]): unknown {
    if (!(reason instanceof StudioctlError) || stopping.length === 0) return reason;
    return new StudioctlError("interrupted", "interrupted", {
      why: `the stop of ${namesText(stopping.map(appReference))} was accepted and continues`,
      fix: `to continue: ${goOn}`,
    });
  }
}
