import { usageError } from "../../../core/errors.ts";
import { applySweep } from "../../../operations/sweep/apply.ts";
import { type Exclusion, exclusively, withoutLocked } from "../../../operations/sweep/scope.ts";
import { planSweep } from "../../../operations/sweep/plan.ts";
import type { Ended } from "../../../operations/sweep/record.ts";
import type { SweepReport } from "../../../core/idle/report.ts";
import { defineCommand } from "../../command.ts";
import { classicNote, warnOfClassic } from "../../views/classic-warning.ts";
import { confirmOrDecline, requireSomebodyToAsk } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { switchFlag } from "../../flags.ts";
import { tableText } from "../../views/present.ts";
import type { Result } from "../../result.ts";
import { type SweepFlags, sweepFlags } from "./flags.ts";
import { onRecord, type Sweep, sweepOf, warnOfNoMemory } from "./sweep.ts";
import { plan } from "./plan.ts";
import {
  exitCodeFor,
  lockedRows,
  reportRows,
  stoppedNow,
  plannedStops,
  plannedKernels,
  kernelConfirmationColumns,
  savings,
  stopColumnsOf,
} from "./report.ts";
import { watched } from "./watch.ts";

export const autoShutdownRun = defineCommand({
  name: "auto-shutdown run",
  summary: "Stop idle apps after a confirmation",
  description:
    "Decides as plan does, asks for confirmation, reads the evidence of each app again just before it is stopped, and keeps " +
    "apps that have changed. Without a terminal, --yes is required. Ctrl-C starts no further stop, shows what was done and " +
    "exits 130.",
  flags: { ...sweepFlags, dryRun: switchFlag("the same as plan") },
  examples: [
    ["Show what would stop, confirm, and stop it", "studioctl auto-shutdown run"],
    ["Stop idle apps from cron", "studioctl auto-shutdown run --idle 2h --yes --no-wait"],
    ["Repeat every 15 minutes until Ctrl-C", "studioctl auto-shutdown run --watch 15m --yes"],
    ["Try it on the sandbox", "studioctl --sandbox auto-shutdown run --yes"],
  ],
  seeAlso: ["auto-shutdown plan", "auto-shutdown history", "auto-shutdown schedule install", "help policies", "help exit-codes"],
  async run({ flags, context }) {
    if (flags.exitCode && !flags.dryRun)
      throw usageError("--exit-code can only be used with a plan", { fix: "auto-shutdown plan --exit-code, or add --dry-run" });
    return await watched(context, flags, (each) => (flags.dryRun ? plan(each, flags) : planAndApply(each, flags)));
  },
});

async function planAndApply(context: Context, flags: SweepFlags): Promise<Result> {
  return await onRecord(context, { ...flags, dryRun: false }, async (record) => {
    requireSomebodyToAsk(context);
    const sweep = await sweepOf(context, flags, record, "run");
    const { types, domains, users, spaces } = sweep.request.scope;
    return await exclusively(sweep.lock, sweep.scopes, { types, domains, users, spaces }, async (exclusion): Promise<Ended<Result>> => {
      const [first] = exclusion.locked;
      const isAll = exclusion.locked.length === sweep.scopes.length;
      // Accounts that failed are in a report.
      const hasFailed = sweep.ports.accounts?.some(({ error }) => error !== undefined) === true;
      if (first !== undefined && isAll && !hasFailed) return { value: lockedRows(first, flags) };
      return await run(context, sweep, flags, exclusion);
    });
  });
}

async function run(
  context: Context,
  { ports: all, request, work, prices, sightings }: Sweep,
  flags: SweepFlags,
  { locked, whyLost }: Exclusion,
): Promise<Ended<Result>> {
  const ports = { ...all, ...withoutLocked(all.regions, locked), whyLost };
  const planned = await planSweep(ports, request, work);
  await warnOfNoMemory(context, flags, planned, sightings);
  await work.limit.pause(() => confirm(context, planned.report));
  const { globals, signal } = context;
  const timeoutMs = globals.noWait ? undefined : globals.timeout;
  const report = await applySweep({ ...ports, sightingsAfter: sightings }, planned, { ...work, timeoutMs });
  const exitCode = signal.aborted ? exitCodes.interrupted : exitCodeFor(report, flags);
  return { report, value: reportRows(report, { prices: await prices, exitCode, classic: await classicNote(context, stoppedNow(report)) }) };
}

async function confirm(context: Context, report: SweepReport): Promise<void> {
  const stops = plannedStops(report);
  const kernels = plannedKernels(report);
  if (stops.length + kernels.length === 0) return;
  if (context.globals.yes) return await warnOfClassic(context, stops);
  const saved = savings(report);
  if (stops.length > 0) await context.io.stderr.write(await tableText(stops, stopColumnsOf(report), context.io.stderr));
  if (kernels.length > 0) await context.io.stderr.write(await tableText(kernels, kernelConfirmationColumns, context.io.stderr));
  const gain = saved === undefined ? "" : `, saving ${saved}`;
  await warnOfClassic(context, stops);
  await confirmOrDecline(context, questionOf(stops.length, kernels.length, gain));
}

function questionOf(stops: number, kernels: number, gain: string): string {
  const apps = stops === 1 ? "this app" : `these ${stops} apps`;
  const items = kernels === 1 ? "this kernel" : `these ${kernels} kernels`;
  if (stops === 0) return `Shut down ${items}?`;
  return kernels === 0 ? `Stop ${apps}${gain}?` : `Stop ${apps}${gain}, and shut down ${items}?`;
}
