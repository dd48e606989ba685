import { isUtf8 } from "node:buffer";
import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { StudioctlError } from "../core/errors.ts";
import type { Environment } from "./paths.ts";

/** The output of a command and its end; `status` is undefined if a signal ended it. */
export interface Outcome {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env: Environment;
  /** Its stdin; empty if absent. */
  readonly input?: string;
  /** The time limit in milliseconds; none if absent. */
  readonly limitMs?: number;
  /** The fix if there is no such command. */
  readonly ifMissing: string;
}

/**
 * Runs a command to its end, without a shell, with messages in English. Bytes that are not UTF-8 come and go unchanged (`lossless`).
 * Rejects with `failed` where it cannot be started, and where it has not ended after `limitMs`: it is killed then.
 */
export async function runCommand(command: string, words: readonly string[], options: CommandOptions): Promise<Outcome> {
  const { env, input = "", ifMissing, limitMs } = options;
  const child = spawn(command, words, {
    env: { ...env, LC_ALL: "C" },
    stdio: "pipe",
    ...(limitMs !== undefined && { timeout: limitMs, killSignal: "SIGKILL" }),
  });
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new StudioctlError("failed", `${command} could not be run`, { why: cause.message, fix: ifMissing, cause })),
    );
    child.once("close", (status) => resolve(status ?? undefined));
  });
  // A command that does not read input may end before it is written.
  child.stdin.on("error", () => {});
  child.stdin.end(bytesOf(input));
  const [status, stdout, stderr] = await Promise.all([ended, buffer(child.stdout), text(child.stderr)]);
  return { status, stdout: lossless(stdout), stderr };
}

/** As `runCommand`; rejects with `failed` and the command's message if it fails. */
export async function mustRun(command: string, words: readonly string[], options: CommandOptions): Promise<string> {
  const outcome = await runCommand(command, words, options);
  if (outcome.status !== 0) throw commandFailed([command, ...words], outcome);
  return outcome.stdout;
}

export function commandFailed(words: readonly string[], { status, stderr }: Outcome, fix?: string): StudioctlError {
  const why = stderr.trim().replaceAll(/\s*\n\s*/g, "; ");
  return new StudioctlError("failed", `${words.join(" ")} failed (${status ?? "ended by a signal"})`, { why: why || undefined, fix });
}

/** In a line that is not UTF-8, each byte of 0x80 and above is a lone surrogate (U+DC80 to U+DCFF), which UTF-8 decoding never yields. */
const surrogates = 0xdc00;

/** Text that `bytesOf` converts back to the same bytes. */
export function lossless(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  const lines = bytes.toString("latin1").split("\n");
  return lines
    .map((line) => {
      const own = Buffer.from(line, "latin1");
      return isUtf8(own)
        ? own.toString()
        : line.replaceAll(/[\u0080-\u00FF]/g, (byte) => String.fromCharCode(surrogates + byte.charCodeAt(0)));
    })
    .join("\n");
}

/** The original bytes of a `lossless` text. */
export function bytesOf(lossless: string): Buffer {
  const lines = lossless.split("\n").map((line) => {
    if (!/[\uDC80-\uDCFF]/u.test(line)) return Buffer.from(line);
    return Buffer.from(
      line.replaceAll(/[\uDC80-\uDCFF]/gu, (lone) => String.fromCharCode(lone.charCodeAt(0) - surrogates)),
      "latin1",
    );
  });
  return Buffer.concat(lines.flatMap((line, i) => (i === 0 ? [line] : [Buffer.from("\n"), line])));
}
