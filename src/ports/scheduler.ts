import type { SchedulerKind, Texts } from "../core/schedule/entry.ts";
import type { LastRun } from "../core/schedule/health.ts";

/** What a scheduler has now. */
export interface Standing {
  readonly texts: Texts;
  /** Whether the scheduler uses these texts; unit files may be there without being enabled. */
  readonly active: boolean;
}

/** Runs commands at set times: cron, or systemd for one user. Rejects with `failed` where its command is missing or refuses. */
export interface Scheduler {
  /** The names of all entries of this program. */
  names(): Promise<readonly string[]>;
  /** The texts that hold the entry of that name, or would. */
  read(name: string): Promise<Standing>;
  /** Puts these in place of what `read` gave and has the scheduler use them; an undefined text is taken away. */
  write(name: string, texts: Texts): Promise<void>;
}

export interface LogFiles {
  /** Makes sure, with its folders, that a log can be written to; rejects with `failed` where it cannot. */
  prepare(path: string): Promise<void>;
}

/** A log that never grows without end. */
export interface RunLog {
  /** Adds a line, unless this run has written too much already. Rejects if it cannot be written. */
  add(line: string): Promise<void>;
  /** Adds a line whatever was written before. */
  close(line: string): Promise<void>;
}

/** What is known of the last run of each schedule, beside its log. */
export interface LastRuns {
  /** Undefined if nothing is, or where it cannot be read. */
  read(log: string, name: string): Promise<LastRun | undefined>;
  write(log: string, name: string, run: LastRun): Promise<void>;
}

/** How a command ended: its exit code, and what it wrote. */
export interface Ended {
  /** Absent if a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** All that is needed to schedule this program on this machine. */
export interface Scheduling {
  readonly scheduler: Scheduler;
  readonly logs: LogFiles;
  readonly lastRuns: LastRuns;
  /** The words that start the program, by absolute paths. */
  readonly program: readonly string[];
  /** Those of them that an upgrade takes away. */
  readonly moving: readonly string[];
  /** The folders of PATH that are there and outlive this shell. */
  readonly folders: readonly string[];
  /** The user's home directory as the scheduler has it, whatever HOME is here. */
  readonly home: string;
  /** Runs a line in the bare environment that this scheduler gives to commands, with what its own file sets, for at most a minute. */
  readonly tryLine: (line: string, settings?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** Whether that file is there. */
  readonly exists: (path: string) => boolean;
}

/** Schedulers by their names; rejects with `usage` where the platform has none of that kind. */
export type Schedulings = (kind: SchedulerKind) => Promise<Scheduling>;

/** How a command ended: its exit code, or the signal that ended it. */
export type CommandEnd = { readonly exitCode: number } | { readonly signal: string };

/** Starts this program again, to have everything that becomes of it on record. */
export interface ScheduledCommand {
  /**
   * Runs the words, passing on each line that is written to either stream, and SIGTERM where `signal` aborts. Resolves when it
   * has ended, however; rejects with `failed` where it cannot be started.
   */
  run(
    words: readonly string[],
    onLine: (stream: "stdout" | "stderr", line: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<CommandEnd>;
  /** The process that runs it. */
  readonly pid: number;
}
