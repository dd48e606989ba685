import { type Observation, unseen } from "../../core/activity.ts";
import type { App } from "../../core/app.ts";
import { isError, whyFailed } from "../../core/errors.ts";
import type { AskedServer, Inspection } from "../../core/idle/facts.ts";
import type { SweepRegion, Work } from "./region.ts";

/** Throws what dooms every other call too: an interruption, and credentials that are valid no longer. */
export function throwIfFatal(error: unknown, { signal }: Pick<Work, "signal">): void {
  signal?.throwIfAborted();
  if (isError(error, "no-credentials")) throw error;
}

/** What a server tells now. Rejects only with what is fatal. */
export async function observe({ probe, studio }: SweepRegion, { key, signInAs }: AskedServer, work: Work): Promise<Observation> {
  if (work.limit?.over(studio.region) === true) return { seen: false, why: "its server was not asked before the limit of the run", ours: true };
  try {
    return await probe.observe(key, signInAs, work.signal);
  } catch (error) {
    throwIfFatal(error, work);
    return unseen(error, `its server could not be asked: ${whyFailed(error)}`);
  }
}

/** What DescribeApp and ListTags tell now; undefined for an app that is gone. Rejects only with what is fatal. */
export async function inspect({ studio }: SweepRegion, app: App, work: Work): Promise<Inspection | undefined> {
  if (work.limit?.over(studio.region) === true) return { seen: false, why: "its tags were not read before the limit of the run", ours: true };
  try {
    const detail = await studio.describeApp(app);
    if (detail.Status === "Deleted" || detail.Status === "Deleting") return undefined;
    return { seen: true, detail, tags: await studio.listTags(detail.AppArn) };
  } catch (error) {
    throwIfFatal(error, work);
    if (isError(error, "not-found")) return undefined;
    return unseen(error, `its tags could not be read: ${whyFailed(error)}`);
  }
}
