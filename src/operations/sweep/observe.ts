import type { Observation } from "../../core/activity.ts";
import type { App } from "../../core/app.ts";
import { isError, whyFailed } from "../../core/errors.ts";
import type { AskedServer, Inspection } from "../../core/idle/facts.ts";
import type { SweepRegion, Work } from "./region.ts";

/** What a server tells now. Rejects only when aborted. */
export async function observe({ probe }: SweepRegion, { key, signInAs }: AskedServer, { signal }: Work): Promise<Observation> {
  try {
    return await probe.observe(key, signInAs, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return { seen: false, why: `its server could not be asked: ${whyFailed(error)}` };
  }
}

/** What DescribeApp and ListTags tell now; undefined for an app that is gone. Rejects only when aborted. */
export async function inspect({ studio }: SweepRegion, app: App, { signal }: Work): Promise<Inspection | undefined> {
  try {
    const detail = await studio.describeApp(app);
    if (detail.Status === "Deleted" || detail.Status === "Deleting") return undefined;
    return { seen: true, detail, tags: await studio.listTags(detail.AppArn) };
  } catch (error) {
    signal?.throwIfAborted();
    if (isError(error, "not-found")) return undefined;
    return { seen: false, why: `its tags could not be read: ${whyFailed(error)}` };
  }
}
