import { formatDuration } from "../../core/time.ts";
import { whyFailed } from "../../core/errors.ts";
import type { LastRun } from "../../core/schedule/health.ts";
import { shownArguments } from "../../core/secret.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CommandEnd, LastRuns, RunLog, ScheduledCommand } from "../../ports/scheduler.ts";

export interface SupervisePorts {
  readonly command: ScheduledCommand;
  readonly log: RunLog;
  readonly lastRuns: LastRuns;
  readonly clock: Pick<Clock, "now">;
}

/** A run started by a scheduler: the schedule's name, its log, and the program's arguments. */
export interface ScheduledRun {
  readonly name: string;
  readonly log: string;
  readonly words: readonly string[];
}

/** The result: the exit code to pass on, and lines for the scheduler's mail; none if the run succeeded. */
export interface Supervised {
  readonly exitCode: number;
  readonly heard: readonly string[];
}

/** The number of lines of each stream in the mail of a failed run: the log has all lines. */
const maxHeard = 100;
const maxMessage = 200;

/**
 * Runs a scheduled command and logs each line with the time, between a first line with the command and a last line with its end; records
 * when it ran and whether it succeeded. Resolves however the command ends, even if it was killed, ran out of memory, or could not start.
 */
export async function supervise(
  { command, log, lastRuns, clock }: SupervisePorts,
  { name, log: file, words }: ScheduledRun,
  signal: AbortSignal,
): Promise<Supervised> {
  const StartedAt = clock.now();
  const heard: Record<"stdout" | "stderr", string[]> = { stdout: [], stderr: [] };
  const faults: string[] = [];

  const tried = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const fault = `warning: ${what} (${error instanceof Error ? error.message : String(error)})`;
      if (!faults.includes(fault)) faults.push(fault);
    }
  };
  const write = (line: string, how: "add" | "close" = "add"): Promise<void> =>
    tried(`the log ${file} cannot be written`, () => log[how](`${clock.now().toISOString().slice(0, 19)}Z ${line}`));
  const keep = async (run: LastRun): Promise<void> => {
    const { InstalledAt } = (await lastRuns.read(file, name)) ?? {};
    await tried("the result of this run cannot be kept", () => lastRuns.write(file, name, { ...(InstalledAt && { InstalledAt }), ...run }));
  };

  await keep({ StartedAt, Pid: command.pid });
  await write(`started: ${shownArguments(words).join(" ")}`);
  const end = await endOf(() =>
    command.run(
      words,
      async (stream, line) => {
        if (heard[stream].length < maxHeard) heard[stream].push(line);
        await write(line);
      },
      signal,
    ),
  );
  const worked = "exitCode" in end && end.exitCode === 0;
  const Message = messageOf(heard.stderr, end);
  const took = formatDuration(clock.now().getTime() - StartedAt.getTime());
  const ending = `${sayEnd(end)} after ${took}${worked || Message === undefined ? "" : `: ${Message}`}`;
  await write(`ended: ${ending}`, "close");
  await keep({
    StartedAt,
    FinishedAt: clock.now(),
    ...("exitCode" in end && { ExitCode: end.exitCode }),
    ...(Message !== undefined && { Message }),
  });
  if (worked) return { exitCode: 0, heard: faults };
  return {
    exitCode: "exitCode" in end ? end.exitCode : 1,
    heard: [...heard.stderr, ...heard.stdout, ...faults, `studioctl: schedule "${name}": ${ending}; all of it: ${file}`],
  };
}

type End = CommandEnd | { readonly notStarted: string };

async function endOf(run: () => Promise<CommandEnd>): Promise<End> {
  try {
    return await run();
  } catch (error) {
    return { notStarted: whyFailed(error) };
  }
}

function sayEnd(end: End): string {
  if ("exitCode" in end) return `exit ${end.exitCode}`;
  return "signal" in end ? `killed by ${end.signal}` : "not started";
}

/** What it says at the end: its error, else its last line on stderr, such as its sums, or that another run was active. */
function messageOf(stderr: readonly string[], end: End): string | undefined {
  if ("notStarted" in end) return end.notStarted;
  const line = stderr.find((one) => one.startsWith("error: "))?.slice("error: ".length) ?? stderr.findLast((one) => one.trim() !== "");
  return line === undefined || line.length <= maxMessage ? line : `${line.slice(0, maxMessage)}…`;
}
