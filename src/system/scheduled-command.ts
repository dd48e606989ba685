import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { StudioctlError } from "../core/errors.ts";
import type { CommandEnd, ScheduledCommand } from "../ports/scheduled-command.ts";
import type { Environment } from "./paths.ts";
import { thisProgram } from "./program.ts";

/** This program in a process of its own, whose end is seen even where it is killed. */
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
      // One after the other, in the order in which they come.
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
