import { shellWord } from "../shell-quoting.ts";
import { formatDuration } from "../time.ts";
import { findInterval, type Interval, type SchedulerKind } from "./entry.ts";
import { scheduledWord } from "./word.ts";

/** The health of a schedule: `worked`, `partly failed` and `failed` describe the last run, the others why there is no result. */
export type HealthResult =
  | "worked"
  | "partly failed"
  | "failed"
  | "running"
  | "overdue"
  | "never ran"
  | "unknown"
  | "program missing"
  | "inactive";

export interface Health {
  readonly result: HealthResult;
  /** One line. */
  readonly detail: string;
  readonly fix?: string;
}

export interface Circumstances {
  readonly lastRun: LastRun | undefined;
  /** Whether the scheduler uses the entry. */
  readonly active: boolean;
  readonly exists: (path: string) => boolean;
  readonly now: Date;
}

/** Exit code of a run that failed in part (cli/exit-codes.ts has them all). */
const partly = 3;

/** A scheduler may be late: the machine was busy, or the last run long. */
const slackMs = 5 * 60_000;

/** The health of a schedule, from its entry, the record of its last run, and the existing files. Total. */
export function healthOf(entry: InstalledEntry, { lastRun, active, exists, now }: Circumstances): Health {
  const again = reinstall(entry);
  const missing = entry.program.find((path) => path.startsWith("/") && !exists(path));
  if (missing !== undefined) return { result: "program missing", detail: `${missing} is not there: no run can start`, fix: again };
  if (!active) return { result: "inactive", detail: "its timer is not enabled, or not started", fix: again };
  if (entry.log === undefined)
    return { result: "unknown", detail: "installed by an earlier version, whose runs leave no record", fix: again };
  const { InstalledAt, StartedAt, FinishedAt, ExitCode, Message, Pid, Alive } = lastRun ?? {};
  const since = StartedAt ?? InstalledAt;
  if (since === undefined) return { result: "unknown", detail: `there is no record of a run beside ${entry.log}`, fix: again };
  const ago = (time: Date): string => `${formatDuration(Math.max(0, now.getTime() - time.getTime()))} ago`;
  if (StartedAt !== undefined && FinishedAt === undefined && Alive === true)
    return { result: "running", detail: `since ${ago(StartedAt)} (process ${Pid})` };
  const lateMs = now.getTime() - since.getTime() - 2 * (entry.interval?.milliseconds ?? Infinity) - slackMs;
  if (lateMs > 0)
    return {
      result: "overdue",
      detail: `${StartedAt === undefined ? "installed" : "last run"} ${ago(since)}, and nothing since`,
      fix: wakeUp(entry),
    };
  if (StartedAt === undefined) return { result: "never ran", detail: `installed ${ago(since)}` };
  const log = `tail ${shellWord(entry.log)}`;
  if (FinishedAt === undefined) return { result: "failed", detail: `the run that began ${ago(StartedAt)} was killed`, fix: log };
  const said = Message === undefined ? "" : `: ${Message}`;
  if (ExitCode === undefined) return { result: "failed", detail: `${ago(FinishedAt)}, ended by a signal${said}`, fix: log };
  if (ExitCode === 0) return { result: "worked", detail: `${ago(FinishedAt)}${said}` };
  return { result: ExitCode === partly ? "partly failed" : "failed", detail: `${ago(FinishedAt)}, exit ${ExitCode}${said}`, fix: log };
}

function reinstall({ kind, name, interval }: InstalledEntry): string {
  const every = interval === undefined ? "DURATION" : formatDuration(interval.milliseconds);
  return `install it again: studioctl auto-shutdown schedule install --every ${every}${kind === "cron" ? "" : " --kind systemd"}${name === "default" ? "" : ` --name ${name}`} and its other flags`;
}

function wakeUp({ kind, name }: InstalledEntry): string {
  if (kind === "systemd")
    return `systemctl --user status studioctl-auto-shutdown-${name}.timer; without a login it runs after: loginctl enable-linger`;
  return "see whether cron runs: pgrep -x -l 'cron|crond'; systemctl status cron";
}

/** The record of a schedule: when it was installed, and the start and end of its last run. */
export interface LastRun {
  readonly InstalledAt?: Date;
  readonly StartedAt?: Date;
  /** Absent while it runs, and if it was killed. */
  readonly FinishedAt?: Date;
  /** Absent if a signal ended it too. */
  readonly ExitCode?: number;
  /** What it said at the end, in a line: why it failed, its sums, or that another run was active. */
  readonly Message?: string;
  /** The process that ran, or runs. */
  readonly Pid?: number;
  /** Whether that process exists; never written. */
  readonly Alive?: boolean;
}

/** An entry as it was installed, read back from the texts that `Notation.find` gives. */
export interface InstalledEntry {
  readonly name: string;
  readonly kind: SchedulerKind;
  /** Undefined if the times were changed by hand to ones that `schedule` does not write. */
  readonly interval: Interval | undefined;
  /** The words that start the program, by absolute paths. */
  readonly program: readonly string[];
  /** The arguments of the program: `auto-shutdown run …`. */
  readonly words: readonly string[];
  /** Undefined in an entry of an early version, whose runs leave no record. */
  readonly log: string | undefined;
}

/** Parses an entry; changes by hand are read as far as possible. */
export function readEntry(kind: SchedulerKind, name: string, text: string): InstalledEntry {
  const { times, command } = kind === "cron" ? ofCron(text) : ofSystemd(text);
  const all = shellWords(command);
  const words = all.slice(all.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)));
  const marker = words.indexOf(scheduledWord);
  const [program, rest] =
    marker === -1
      ? [words.slice(0, words.indexOf("auto-shutdown")), words.slice(words.indexOf("auto-shutdown"))]
      : [words.slice(0, marker), words.slice(marker + 3)];
  return { name, kind, interval: findInterval(kind, times), program, words: rest, log: marker === -1 ? undefined : words[marker + 2] };
}

interface Line {
  readonly times: string;
  readonly command: string;
}

function ofCron(text: string): Line {
  const line = text.split("\n").find((one) => !one.startsWith("#")) ?? "";
  const [, times = "", command = ""] = /^((?:\S+\s+){4}\S+)\s+(.*)$/s.exec(line) ?? [];
  return { times, command: command.replaceAll(String.raw`\%`, "%") };
}

function ofSystemd(text: string): Line {
  const lines = text.split("\n");
  const times = lines.find((line) => line.startsWith("OnCalendar="))?.slice("OnCalendar=".length) ?? "";
  const [, written = ""] = /^ExecStart=\/bin\/sh -c "(.*)"$/s.exec(lines.find((line) => line.startsWith("ExecStart=")) ?? "") ?? [];
  const command = written.replaceAll(
    /\\(.)|%(%)|\$(\$)/gs,
    (_match, ...kept: (string | undefined)[]) => kept.slice(0, 3).find((sign) => sign !== undefined) ?? "",
  );
  return { times, command };
}

/** The words of a line that `shellCommand` has written: bare, in single quotes, or behind a backslash. */
function shellWords(command: string): string[] {
  const words = command.match(/(?:'[^']*'|\\.|[^ '\\])+/gs) ?? [];
  return words.map((word) =>
    word.replaceAll(/'([^']*)'|\\(.)/gs, (_match, quoted: string | undefined, sign: string | undefined) => quoted ?? sign ?? ""),
  );
}
