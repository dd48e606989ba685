import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { StudioctlError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ssh } from "../ports/ssh.ts";
import type { Environment } from "./paths.ts";

/** The text that a background connection writes to stdout when it is up. */
const upWord = "studioctl-connected";

/** How long ssh has to end by itself before its group is killed, in milliseconds. */
const endingMs = 3_000;

/** The lines of stderr that are kept: an error and what leads to it. */
const keptLines = 20;

interface Surroundings {
  readonly env: Environment;
  readonly clock: Pick<Clock, "sleep">;
  readonly platform?: NodeJS.Platform;
}

/** The ssh of this machine, found on PATH. */
export function createSsh({ env, clock, platform = process.platform }: Surroundings): Ssh {
  return {
    async run(program, words, signal) {
      signal.throwIfAborted();
      // In the group of this process: it uses the terminal, and Ctrl-C reaches both.
      const child = spawn(program, words, { env, stdio: "inherit" });
      const end = (): void => void child.kill("SIGTERM");
      signal.addEventListener("abort", end, { once: true });
      try {
        return await exitCodeOf(child, program, platform);
      } finally {
        signal.removeEventListener("abort", end);
      }
    },

    async hold(words, up, signal) {
      signal.throwIfAborted();
      const saysWhenUp = ["-o", "PermitLocalCommand=yes", "-o", `LocalCommand=echo ${upWord}`];
      const { child, said, close } = background([...saysWhenUp, ...words]);
      child.stdin.end();
      createInterface({ input: child.stdout }).on("line", (line) => line.trim() === upWord && up());
      const end = (): void => void close();
      signal.addEventListener("abort", end, { once: true });
      try {
        return { exitCode: await exitCodeOf(child, "ssh", platform), said };
      } finally {
        signal.removeEventListener("abort", end);
        // ssh ends its ProxyCommand, except after SIGKILL.
        signalGroup(child, "SIGTERM");
      }
    },

    start(words) {
      const { child, said, close } = background(["-o", "BatchMode=yes", ...words]);
      const ended = exitCodeOf(child, "ssh", platform).then((exitCode) => ({ exitCode, said }));
      // The error is reported to the waiting caller.
      ended.catch(() => {});
      return { input: child.stdin, output: child.stdout, ended, close };
    },
  };

  /** Starts ssh in a group of its own. `close` asks the group to end, and kills what has not ended in time. */
  function background(words: readonly string[]) {
    const child = spawn("ssh", words, { env, stdio: "pipe", detached: platform !== "win32" });
    const said: string[] = [];
    createInterface({ input: child.stderr, crlfDelay: Infinity }).on("line", (line) => {
      said.push(line);
      if (said.length > keptLines) said.shift();
    });
    const gone = new Promise<void>((resolve) => void child.once("close", () => resolve()).once("error", () => resolve()));
    const close = async (): Promise<void> => {
      signalGroup(child, "SIGTERM");
      const ended = new AbortController();
      void gone.then(() => ended.abort());
      await clock.sleep(endingMs, ended.signal).then(
        () => signalGroup(child, "SIGKILL"),
        () => {},
      );
      await gone;
    };
    return { child, said, close };
  }
}

function exitCodeOf(child: ChildProcess, program: string, platform: NodeJS.Platform): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(notRun(program, cause, platform)));
    child.once("close", (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** Signals a child and all that it started; nothing if all of them are gone. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // No process of the group is left.
  }
}

function notRun(program: string, cause: Error, platform: NodeJS.Platform): StudioctlError {
  const missing = "code" in cause && cause.code === "ENOENT";
  return new StudioctlError("failed", missing ? `${program} is not installed` : `${program} could not be run`, {
    why: missing ? `no "${program}" in the folders of PATH; studioctl uses the OpenSSH of this machine` : cause.message,
    fix: missing
      ? (installSsh[platform] ?? "install the OpenSSH client: apt-get install openssh-client, dnf install openssh-clients")
      : undefined,
    cause,
  });
}

const installSsh: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "macOS brings it in /usr/bin: add that folder to PATH",
  win32: "install it: Settings, Optional features, OpenSSH Client; or: Add-WindowsCapability -Online -Name OpenSSH.Client~~~~0.0.1.0",
};
