import { isUtf8 } from "node:buffer";
import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { StudioctlError } from "../core/errors.ts";
import type { Environment } from "./paths.ts";

/** What a command said and how it ended; `status` is undefined where a signal ended it. */
export interface Outcome {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env: Environment;
  /** What it reads; nothing, if absent. */
  readonly input?: string;
  /** What to do where there is no such command. */
  readonly ifMissing: string;
}

/**
 * Runs a command to its end, without a shell, with messages in English. Rejects with `failed` where it cannot be started,
 * and where it prints what is not UTF-8: what was read otherwise would not be written back the same.
 */
export async function runCommand(command: string, words: readonly string[], { env, input = "", ifMissing }: CommandOptions): Promise<Outcome> {
  const child = spawn(command, words, { env: { ...env, LC_ALL: "C" }, stdio: "pipe" });
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once("error", (cause) => reject(new StudioctlError("failed", `${command} could not be run`, { why: cause.message, fix: ifMissing, cause })));
    child.once("close", (status) => resolve(status ?? undefined));
  });
  // A command that reads no input may be gone before it is written.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [status, stdout, stderr] = await Promise.all([ended, buffer(child.stdout), text(child.stderr)]);
  if (!isUtf8(stdout)) throw new StudioctlError("failed", `${[command, ...words].join(" ")} printed what is not UTF-8`, { fix: "convert it first: iconv -t UTF-8" });
  return { status, stdout: stdout.toString(), stderr };
}

/** As `runCommand`; rejects with `failed` and the command's own words where it does not end well. */
export async function mustRun(command: string, words: readonly string[], options: CommandOptions): Promise<string> {
  const outcome = await runCommand(command, words, options);
  if (outcome.status !== 0) throw commandFailed([command, ...words], outcome);
  return outcome.stdout;
}

export function commandFailed(words: readonly string[], { status, stderr }: Outcome): StudioctlError {
  const why = stderr.trim().replaceAll(/\s*\n\s*/g, "; ");
  return new StudioctlError("failed", `${words.join(" ")} failed (${status ?? "ended by a signal"})`, { why: why || undefined });
}
