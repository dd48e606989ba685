import { spawn } from "node:child_process";
import { rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { StudioctlError } from "../core/errors.ts";
import type { CommandEnd, RunLog, ScheduledCommand } from "../ports/scheduler.ts";
import { isAbsent } from "./file-error.ts";
import { appendLines } from "./line-file.ts";
import { makeFolders } from "./own-folder.ts";
import type { Environment } from "./paths.ts";
import { thisProgram } from "./program.ts";

/** Runs this program in a child process, whose end is seen even if it is killed. */
export function createScheduledCommand(env: Environment, [command, ...first] = thisProgram()): ScheduledCommand {
  return {
    pid: process.pid,
    async run(words, onLine, signal) {
      const child = spawn(command, [...first, ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
      const ended = new Promise<CommandEnd>((resolve, reject) => {
        child.once("error", (cause) => reject(new StudioctlError("failed", `${command} could not be run: ${cause.message}`, { cause })));
        child.once("close", (status, name) => resolve(status === null ? { signal: String(name) } : { exitCode: status }));
      });
      const stop = (): void => void child.kill("SIGTERM");
      signal.addEventListener("abort", stop, { once: true });
      // One after the other, in order of arrival.
      let written = Promise.resolve();
      const read = (stream: "stdout" | "stderr"): Promise<void> =>
        new Promise((resolve) => {
          createInterface({ input: child[stream], crlfDelay: Infinity })
            .on("line", (line) => void (written = written.then(() => onLine(stream, line))))
            .once("close", resolve);
        });
      try {
        const [end] = await Promise.all([ended, read("stdout"), read("stderr")]);
        await written;
        return end;
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
  };
}

/** A log is renamed to `FILE.1` when it has this many bytes; one run adds at most as many. */
const maxBytes = 1_024 * 1_024;

/**
 * The log of one run, appended to a file with earlier runs. A full file replaces the previous `FILE.1`, so that both together have at most
 * 4 MiB.
 */
export function createRunLog(path: string): RunLog {
  let left = maxBytes;
  let begun = false;
  const begin = async (): Promise<void> => {
    if (begun) return;
    makeFolders(dirname(path));
    if ((await sizeOf(path)) >= maxBytes) await rename(path, `${path}.1`);
    begun = true;
  };
  return {
    async add(line) {
      await begin();
      if (left <= 0) return;
      left -= Buffer.byteLength(line) + 1;
      await appendLines(path, [left > 0 ? line : "the output of this run continues; it is cut here"]);
    },
    async close(line) {
      await begin();
      await appendLines(path, [line]);
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw error;
  }
}
