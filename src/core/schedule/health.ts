import { formatDuration } from "../duration.ts";
import type { LastRun } from "./last-run.ts";
import type { InstalledEntry } from "./reading.ts";
import { shellWord } from "./shell.ts";

/** How a schedule does: `worked`, `partly failed` and `failed` tell of the last run, the others of why there is none to tell of. */
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

/** Whether a schedule runs and works, from its entry, the record of its last run, and the files that are there. Total. */
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
  if (ExitCode === 0) return { result: "worked", detail: ago(FinishedAt) };
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
