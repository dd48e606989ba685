import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runProgram } from "../../../src/operations/ssh/run-program.ts";
import type { SshStreams } from "../../../src/ports/ssh.ts";
import { systemClock } from "../../../src/system/clock.ts";

/* The shell is real; in place of ssh a process of this machine stands. */

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "studioctl-run-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;

/** Closed by `close`, as a connection is: what runs loses its streams and gets no signal. */
async function start([program = "", ...args]: readonly string[]): Promise<SshStreams> {
  const child = spawn(program, args, { stdio: "pipe" });
  const said: string[] = [];
  child.stderr.on("data", (part: Buffer) => void said.push(part.toString().trimEnd()));
  const ended = new Promise<{ exitCode: number; said: string[] }>((resolve) => {
    child.once("close", (code, signal) => resolve({ exitCode: code ?? (signal === null ? 255 : 143), said }));
  });
  return {
    input: child.stdin,
    output: child.stdout,
    ended,
    async close() {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    },
  };
}

async function run(argv: readonly [string, ...string[]], signal = never, onOutput: (text: string) => void = () => {}) {
  let [stdout, starts] = ["", 0];
  const ports = { start, clock: systemClock };
  const request = {
    argv,
    stdout: async (bytes: Uint8Array) => {
      stdout += Buffer.from(bytes).toString();
      onOutput(stdout);
    },
    started: () => void (starts += 1),
    signal,
  };
  const ended = await runProgram(ports, request);
  return { ...ended, stdout, starts };
}

it("a program gets its exact arguments and no input, and its output and exit code are passed on", async () => {
  const words = ["a b", "it's", '"', "$HOME", "*", "", "!x", "two\nlines"];
  const ran = await run(["/bin/sh", "-c", 'printf "%s|" "$@"; cat; echo no >&2; exit 7', "sh", ...words]);
  expect(ran).toEqual({ exitCode: 7, stdout: `${words.join("|")}|`, said: ["no"], starts: 1 });
});

const noisy = async (argv: readonly string[]): Promise<SshStreams> =>
  await start(["/bin/sh", "-c", 'echo "welcome"; exec "$@"', "sh", ...argv]);

it("the shell's output before the program begins is left out", async () => {
  let stdout = "";
  const request = { argv: ["echo", "out"] as const, stdout: async (bytes: Uint8Array) => void (stdout += Buffer.from(bytes).toString()) };
  await runProgram({ start: noisy, clock: systemClock }, { ...request, signal: never });
  expect(stdout).toBe("out\n");
});

it("an interrupted program may clean up before it ends", async () => {
  const interrupt = new AbortController();
  const script = `trap 'echo ended > "${folder}/ended"; exit 0' TERM; echo ready; while :; do sleep 0.02; done`;
  const running = run(["/bin/sh", "-c", script], interrupt.signal, (text) => {
    if (text.includes("ready")) interrupt.abort(new Error("interrupted"));
  });
  await expect(running).rejects.toThrow("interrupted");
  expect(readFileSync(join(folder, "ended"), "utf8")).toBe("ended\n");
});

it.each([
  ["could not start the program", ["/bin/sh", "-c", "echo refused >&2; exit 255"], "refused"],
  ["could not start the program", ["/bin/sh", "-c", "exit 1"], "ssh ended with 1"],
  ["connection by ssh was lost", ["/bin/sh", "-c", 'printf "%s\\n" "$4"; echo reset >&2; exit 255'], "reset"],
] as const)("an error says that ssh %s", async (what, [shell, ...words], why) => {
  const failing = async (argv: readonly string[]): Promise<SshStreams> => await start([shell, ...words, ...argv]);
  const request = { argv: ["true"] as const, stdout: async () => {}, signal: never };
  await expect(runProgram({ start: failing, clock: systemClock }, request)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining(what),
    why,
  });
});
