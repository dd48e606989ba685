import { type App, appReference } from "../../core/app/app.ts";
import type { Space } from "../../core/domain/domain.ts";
import { withWhatIsDone } from "../errors.ts";
import type { Apps } from "../../ports/studio.ts";
import type { Prepared } from "../app/request.ts";
import { type AgainOptions, type AgainOutcome, startPrepared } from "../app/start-again.ts";
import { stopFirst } from "../app/stop-first.ts";
import type { Waiting } from "../waiters.ts";
import { type SpaceUpdatePlan, updateSpace } from "./update.ts";

export interface SpaceRestart {
  readonly running: App;
  readonly requests: readonly [Prepared, ...Prepared[]];
  /** The command that makes the change, and the one that then starts the app, shown after an interruption. */
  readonly again: string;
  readonly start: string;
}

type Ports = Parameters<typeof startPrepared>[0] & { readonly studio: Pick<Apps, "deleteApp"> };

/** The changed space and its restarted app. */
export interface UpdatedAndRestarted {
  readonly space: Space;
  readonly started: AgainOutcome;
}

/**
 * Writes a plan that needs the app stopped: stops it, changes the space, and starts the app again with these requests, which were
 * checked before. Rejects as each step does, with the completed steps and the commands that continue.
 */
export async function updateRestarting(
  ports: Ports,
  plan: Pick<SpaceUpdatePlan, "request">,
  { running, requests, again, start }: SpaceRestart,
  options: AgainOptions & { readonly waiting: Waiting },
): Promise<UpdatedAndRestarted> {
  const stopped = `stopped ${appReference(running)}`;
  await stopFirst(ports, { running: [running] }, options.waiting, { otherwise: "nothing was changed", goOn: `${again}, then ${start}` });
  let space: Space;
  try {
    space = await updateSpace(ports, plan, options.waiting);
  } catch (error) {
    throw withWhatIsDone(error, [stopped], `${again}, then ${start}`);
  }
  try {
    return { space, started: await startPrepared(ports, requests, options) };
  } catch (error) {
    throw withWhatIsDone(error, [stopped, `changed space ${space.SpaceName}`], start);
  }
}
