import type { SweepPlan } from "../../../operations/sweep/plan.ts";
import { type Context, wantsSandbox } from "../../context.ts";
import type { SweepFlags } from "./flags.ts";

/**
 * Says, once, that apps stay for want of a memory: in a container or on a CI runner whose state folder is new at every run
 * they would stay at every run. Not with --watch, which remembers, and not to somebody who tries the sandbox on a terminal.
 */
export async function warnOfNoMemory(
  context: Context,
  { watch }: Pick<SweepFlags, "watch">,
  { unremembered }: Pick<SweepPlan, "unremembered">,
): Promise<void> {
  if (unremembered === 0 || watch !== undefined || (wantsSandbox(context) && context.mayPrompt)) return;
  const apps = unremembered === 1 ? "1 app stays" : `${unremembered} apps stay`;
  const progress = await context.progress();
  progress.note(
    `warning: no record of earlier runs, because the state folder ${context.stateFolder()} is new: ${apps} until a later run has seen the same; ` +
      "keep that folder from run to run (STUDIOCTL_STATE_HOME names another), or use --watch",
  );
}
