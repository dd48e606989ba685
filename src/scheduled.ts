import { usageError } from "./core/errors.ts";
import { checkEntryName } from "./core/schedule/entry.ts";
import { scheduledWord } from "./core/schedule/word.ts";
import { supervise } from "./operations/schedule/supervise.ts";
import type { Output } from "./ports/io.ts";
import { systemClock } from "./system/clock.ts";
import { lastRuns } from "./system/last-runs.ts";
import type { Environment } from "./system/paths.ts";
import { createRunLog, createScheduledCommand } from "./system/scheduled-command.ts";

/**
 * What a scheduler starts: `__scheduled NAME LOG WORD…`. Resolves with the exit code of `studioctl WORD…`, and writes to stderr only if it
 * failed.
 */
export async function scheduled(
  [name = "", log = "", ...words]: readonly string[],
  env: Environment,
  signal: AbortSignal,
  stderr: Output,
): Promise<number> {
  checkEntryName(name, scheduledWord);
  if (log === "" || words.length === 0)
    throw usageError(`${scheduledWord} takes a name, a log and a command`, {
      fix: "studioctl auto-shutdown schedule install writes such a line",
    });
  const ports = { command: createScheduledCommand(env), log: createRunLog(log), lastRuns, clock: systemClock };
  const { exitCode, heard } = await supervise(ports, { name, log, words }, signal);
  if (heard.length > 0) await stderr.write(heard.map((line) => `${line}\n`).join(""));
  return exitCode;
}
