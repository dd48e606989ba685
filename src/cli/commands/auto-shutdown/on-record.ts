import { version } from "../../../../package.json";
import { withoutCredentials } from "../../../core/secret.ts";
import { type Ended, type RunRecord, recorded } from "../../../operations/sweep/record.ts";
import type { Context } from "../../context.ts";

/**
 * Does the work of one run on the record: of the state folder, unless it is a dry run, and of the file that --report
 * names. Rejects with a usage error, before anything else, where that file cannot be written.
 */
export async function onRecord<T>(
  context: Context,
  { report, dryRun }: { readonly report: string | undefined; readonly dryRun: boolean },
  work: (record: RunRecord) => Promise<Ended<T>>,
): Promise<T> {
  const { receipts, openReport } = await context.sweepFiles();
  const file = report === undefined ? undefined : await openReport(report);
  const ports = {
    receipts: [...(dryRun ? [] : [receipts]), ...(file === undefined ? [] : [file])],
    clock: context.clock,
    progress: await context.progress(),
  };
  const about = { DryRun: dryRun, Version: version, Arguments: context.argv.map(withoutCredentials) };
  return await recorded(ports, about, context.signal, work);
}
