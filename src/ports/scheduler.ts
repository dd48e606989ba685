import type { Texts } from "../core/schedule/entry.ts";

/** What a scheduler has now. */
export interface Standing {
  readonly texts: Texts;
  /** Whether it goes by these texts; unit files may lie there without being enabled. */
  readonly active: boolean;
}

/** Runs commands at set times: cron, or systemd for one user. Rejects with `failed` where its command is missing or refuses. */
export interface Scheduler {
  /** The texts that hold the entry of that name, or would. */
  read(name: string): Promise<Standing>;
  /** Puts these in place of what `read` gave and has the scheduler go by them; an undefined text is taken away. */
  write(name: string, texts: Texts): Promise<void>;
}

export interface LogFiles {
  /** Makes sure, with its folders, that a log can be written to; rejects with `failed` where it cannot. */
  prepare(path: string): Promise<void>;
}

/** All that is needed to schedule this program on this machine. */
export interface Scheduling {
  readonly scheduler: Scheduler;
  readonly logs: LogFiles;
  /** The words that start the program, by absolute paths. */
  readonly program: readonly string[];
}
