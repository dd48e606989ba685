import { cron } from "../../../../core/schedule/cron.ts";
import {
  checkEntryName,
  type Interval,
  intervalOf,
  type Notation,
  type SchedulerKind,
  schedulerKinds,
} from "../../../../core/schedule/entry.ts";
import { systemd } from "../../../../core/schedule/systemd.ts";
import type { Change } from "../../../../operations/schedule/change.ts";
import type { Context } from "../../../context.ts";
import { choiceFlag, durationFlag, type Flag, type FlagValues, switchFlag, textFlag, withDefault } from "../../../flags.ts";
import { confirmOrDecline } from "../../../prompts/confirm.ts";
import { sweepFlags } from "../flags.ts";

const duration = durationFlag("interval between runs: a divisor of an hour or of a day, or 1d");
const everyFlag: Flag<Interval | undefined> = {
  ...duration,
  absent: undefined,
  parse(texts, name) {
    const milliseconds = duration.parse(texts, name);
    return milliseconds === undefined ? undefined : intervalOf(milliseconds);
  },
};

/** The flags that select an entry. */
export const whichFlags = {
  kind: withDefault<SchedulerKind>(
    choiceFlag("cron|systemd", schedulerKinds, "where to schedule: the crontab, or systemd timers of the user"),
    "cron",
  ),
  name: withDefault(textFlag("NAME", "name of the schedule", { check: checkEntryName }), "default"),
};

/** Exit code 6 is for plans, and the scheduler repeats the run. */
const { exitCode: _exitCode, watch: _watch, ...scheduledFlags } = sweepFlags;

/** The flags that are passed to the scheduled run as typed. */
export const runFlags = { ...scheduledFlags, dryRun: switchFlag("plan only, stop nothing") };

export const scheduleFlags = {
  every: everyFlag,
  ...whichFlags,
  log: textFlag("FILE", "log file, renamed to FILE.1 at 1 MiB (default: auto-shutdown-NAME.log in the state folder)", {
    completes: "file",
  }),
  ...runFlags,
};

export type ScheduleFlags = FlagValues<typeof scheduleFlags>;

export const notations: Readonly<Record<SchedulerKind, Notation>> = { cron, systemd };

/** The location of an entry, for the user. */
export const whereKept: Readonly<Record<SchedulerKind, string>> = { cron: "the crontab", systemd: "systemd's user units" };

/** Shows a change and asks for confirmation. */
export async function confirmChange(context: Context, { lines }: Change, question: string): Promise<void> {
  const shown = lines.length === 0 ? ["its files are as they should be, but the timer is not enabled or not running"] : lines;
  if (!context.globals.quiet) await context.io.stderr.write(shown.map((line) => `${line}\n`).join(""));
  await confirmOrDecline(context, question);
}
