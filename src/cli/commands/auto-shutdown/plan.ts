import { planSweep } from "../../../operations/sweep/plan.ts";
import { defineCommand } from "../../command.ts";
import { classicNote } from "../../views/classic-warning.ts";
import type { Context } from "../../context.ts";
import type { Result } from "../../result.ts";
import { type SweepFlags, sweepFlags } from "./flags.ts";
import { onRecord, sweepOf, warnOfNoMemory } from "./sweep.ts";
import { exitCodeFor, plannedStops, reportRows } from "./report.ts";
import { watched } from "./watch.ts";

export const autoShutdownPlan = defineCommand({
  name: "auto-shutdown plan",
  summary: "Decide which apps are idle and say why, without changing anything",
  flags: sweepFlags,
  examples: [
    ["Show what would stop now", "studioctl auto-shutdown plan"],
    ["Show what has been idle for four hours in one domain", "studioctl auto-shutdown plan --idle 4h --domain research"],
    [
      "Show what would stop in every account of the organization",
      "studioctl auto-shutdown plan --organization --assume-role studioctl-sweep",
    ],
    ["In CI: exit 6 if an app is idle", "studioctl auto-shutdown plan --exit-code -o json"],
  ],
  seeAlso: ["auto-shutdown run", "auto-shutdown explain", "help policies", "help exit-codes"],
  run: ({ flags, context }) => watched(context, flags, (each) => plan(each, flags)),
});

/** Decides and shows it; also `run --dry-run`. */
export async function plan(context: Context, flags: SweepFlags): Promise<Result> {
  return await onRecord(context, { ...flags, dryRun: true }, async (record) => {
    const { ports, request, work, prices, sightings } = await sweepOf(context, flags, record, "plan");
    const planned = await planSweep(ports, request, work);
    const { report } = planned;
    await warnOfNoMemory(context, flags, planned, sightings);
    await record.add(report.Decisions);
    const shown = reportRows(report, {
      prices: await prices,
      exitCode: exitCodeFor(report, flags),
      classic: await classicNote(context, plannedStops(report)),
    });
    // Of several plans, a line each; of one, a line for each decision.
    return { report, value: flags.watch === undefined ? { ...shown, lines: report.Decisions } : shown };
  });
}
