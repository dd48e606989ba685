import { formatDuration } from "../../../../core/time.ts";
import { type SchedulerKind, schedulerKinds } from "../../../../core/schedule/entry.ts";
import type { HealthResult } from "../../../../core/schedule/health.ts";
import { type ScheduleState, scheduleStates } from "../../../../operations/schedule/health.ts";
import type { Column, Tone } from "../../../../output/column.ts";
import { defineCommand } from "../../../command.ts";
import { isoTime } from "../../../views/columns.ts";
import { choiceFlag } from "../../../flags.ts";
import { rows } from "../../../result.ts";
import { notations } from "./flags.ts";

const tones: Readonly<Record<HealthResult, Tone>> = {
  worked: "good",
  running: "good",
  "never ran": "dim",
  unknown: "warn",
  overdue: "warn",
  inactive: "warn",
  "partly failed": "warn",
  failed: "bad",
  "program missing": "bad",
};

/** A schedule for scripts. */
interface Row {
  readonly Name: string;
  readonly Kind: SchedulerKind;
  readonly Every?: string;
  readonly Result: HealthResult;
  readonly Detail: string;
  readonly Fix?: string;
  readonly LastStartedAt?: Date;
  readonly LastFinishedAt?: Date;
  readonly LastExitCode?: number;
  readonly Log?: string;
  readonly Program: readonly string[];
  readonly Arguments: readonly string[];
}

const columns: readonly Column<Row>[] = [
  { header: "NAME", value: ({ Name }) => Name },
  { header: "KIND", value: ({ Kind }) => Kind },
  { header: "EVERY", value: ({ Every = "?" }) => Every },
  { header: "RESULT", value: ({ Result }) => Result, tone: ({ Result }) => tones[Result] },
  { header: "DETAIL", value: ({ Detail, Fix }) => (Fix === undefined ? Detail : `${Detail}\nfix: ${Fix}`), wraps: true },
  { header: "LAST RUN", value: ({ LastStartedAt }) => (LastStartedAt === undefined ? "" : isoTime(LastStartedAt)), wide: true },
  { header: "LOG", value: ({ Log = "" }) => Log, wide: true },
];

export const scheduleList = defineCommand({
  name: "auto-shutdown schedule list",
  summary: "List schedules, when each last ran, and whether it worked",
  description:
    "Reads the crontab and the user's systemd units. RESULT is how the last run ended (worked, partly failed, failed), or why " +
    "there is no result: running, never ran, overdue (two intervals without a run), inactive (a timer that is not enabled), " +
    "program missing (Node or studioctl has moved), unknown. In JSON: Name, Kind, Every, Result, Detail, Fix, LastStartedAt, " +
    "LastFinishedAt, LastExitCode, Log, Program, Arguments.",
  flags: { kind: choiceFlag("cron|systemd", schedulerKinds, "only schedules of this scheduler") },
  examples: [
    ["List all schedules", "studioctl auto-shutdown schedule list"],
    ["Print the schedules that do not work", "studioctl auto-shutdown schedule list -o json --query '[?Result!=`worked`].[Name,Detail]'"],
  ],
  seeAlso: ["auto-shutdown history", "auto-shutdown schedule install", "doctor"],
  async run({ flags: { kind }, context }) {
    const notes: string[] = [];
    const states = await scheduleStates(
      { scheduling: (one) => context.scheduling(one), notations, clock: context.clock },
      kind && [kind],
      (error) => {
        // A machine may have only one of the two schedulers.
        if (kind !== undefined) throw error;
        notes.push(`note: ${error.message}`);
      },
    );
    return rows(states.map(rowOf), columns, {
      name: ({ Name }) => Name,
      empty: "no schedules: auto-shutdown schedule install --every 15m writes one",
      footer: states.length === 0 ? notes : [],
    });
  },
});

function rowOf({ entry, lastRun, health }: ScheduleState): Row {
  return {
    Name: entry.name,
    Kind: entry.kind,
    ...(entry.interval && { Every: formatDuration(entry.interval.milliseconds) }),
    Result: health.result,
    Detail: health.detail,
    ...(health.fix !== undefined && { Fix: health.fix }),
    ...(lastRun?.StartedAt && { LastStartedAt: lastRun.StartedAt }),
    ...(lastRun?.FinishedAt && { LastFinishedAt: lastRun.FinishedAt }),
    ...(lastRun?.ExitCode !== undefined && { LastExitCode: lastRun.ExitCode }),
    ...(entry.log !== undefined && { Log: entry.log }),
    Program: entry.program,
    Arguments: entry.words,
  };
}
