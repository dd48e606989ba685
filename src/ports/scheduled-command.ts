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
