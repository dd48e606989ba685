import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll } from "vitest";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";
import { story } from "../../src/sandbox/story.ts";
import { crontabScript, fakeCommands, systemctlScript } from "../system/fake-command.ts";

/** What a command line came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  /** On top of an environment that knows no AWS; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Buffer;
  /** Called when the line has been started, with what sends a signal to its shell. */
  readonly onStart?: (kill: (name: NodeJS.Signals) => void) => void;
  /** Called with all that stderr holds so far, whenever there is more. */
  readonly onStderr?: (text: string, signal: (name: NodeJS.Signals) => void) => void;
}

/** Keys typed when the screen shows a text, one after another; `$1` is what the first group of an expression matched. */
export type Typed = readonly (readonly [when: string | RegExp, keys: string])[];

export interface Shown {
  readonly code: number | null;
  /** All that the terminal showed, without colours and the like. */
  readonly screen: string;
  readonly raw: string;
}

/** A person at a machine with a sandbox of their own, gone when the tests of the file are over. */
export interface Account {
  /** Runs a command line in a shell that knows `studioctl`. */
  readonly run: (line: string, options?: Options) => Promise<Outcome>;
  /** The same at a terminal of 80 columns. */
  readonly atTerminal: (line: string, typed: Typed, options?: Options) => Promise<Shown>;
  /** The sandbox's state as it is kept. */
  readonly state: () => SandboxState;
  /** The environment of its command lines. */
  readonly environment: (env?: Options["env"]) => NodeJS.ProcessEnv;
  readonly folder: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const launcher = join(import.meta.dirname, "../../bin/studioctl.js");

/** The story, in which every change is done at once. */
export const quickStory: Seed = {
  ...story,
  settings: { transitionSeconds: { domain: 0, userProfile: 0, space: 0, appStart: 0, appStop: 0, image: 0 } },
};

/** Of a test that starts the command some times, on a machine with other things to do. */
export const patience = { timeout: 120_000 };

/** A browser that asks for the address it is given, and does not follow where that leads. */
const browserScript = `exec "${process.execPath}" -e 'require("http").get(process.argv[1], (answer) => answer.resume())' "$1"`;

export function account(seed: Seed = quickStory): Account {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
  folders.push(folder);
  const [bin, home, state] = ["bin", "home", "state"].map((name) => join(folder, name));
  if (bin === undefined || home === undefined || state === undefined) throw new RangeError("three folders");
  for (const path of [bin, home, state]) mkdirSync(path);
  symlinkSync(launcher, join(bin, "studioctl"));
  // In place of the machine's own, whose schedules and browser are nobody's to try things on.
  const commands = fakeCommands();
  commands.add("crontab", crontabScript);
  commands.add("systemctl", systemctlScript);
  commands.add("xdg-open", browserScript);
  const stateFile = join(state, "sandbox.json");
  writeFileSync(stateFile, JSON.stringify(seedState(seed, Date.now())));
  const environment = (env?: Options["env"]): NodeJS.ProcessEnv => ({
    PATH: `${bin}:${commands.folder}/bin:${process.env["PATH"] ?? ""}`,
    HOME: home,
    TZ: "UTC",
    TERM: "xterm-256color",
    AWS_EC2_METADATA_DISABLED: "true",
    STUDIOCTL_SANDBOX: "1",
    STUDIOCTL_STATE_HOME: state,
    ...env,
  });
  return {
    folder,
    environment,
    state: () => JSON.parse(readFileSync(stateFile, "utf8")),
    run: (line, options = {}) => shell(["bash", "-o", "pipefail", "-c", line], environment(options.env), folder, options),
    atTerminal: async (line, typed, options = {}) => {
      const left = [...typed];
      let seen = 0;
      const script = ["script", "--quiet", "--return", "--command", `stty cols 80 rows 24; ${line}`, "/dev/null"];
      const { code, stdout } = await shell(script, environment(options.env), folder, {}, (all, write) => {
        const [next] = left;
        if (next === undefined) return;
        const fresh = stripVTControlCharacters(all.slice(seen));
        const [when, keys] = next;
        const [shown, group = ""] = typeof when === "string" ? [fresh.includes(when) ? when : undefined] : (when.exec(fresh) ?? []);
        if (shown === undefined) return;
        seen = all.length;
        left.shift();
        write(keys.replace("$1", group));
      });
      return { code, raw: stdout, screen: stripVTControlCharacters(stdout).replaceAll("\r", "") };
    },
  };
}

function shell(
  [command = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
  { stdin, onStart, onStderr }: Options,
  onStdout?: (all: string, write: (keys: string) => void) => void,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd });
    onStart?.((name) => void child.kill(name));
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      onStdout?.(stdout, (keys) => child.stdin.write(keys));
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      onStderr?.(stderr, (name) => void child.kill(name));
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // A command may end without reading what it is given.
    child.stdin.on("error", () => {});
    if (onStdout === undefined) child.stdin.end(stdin);
  });
}
