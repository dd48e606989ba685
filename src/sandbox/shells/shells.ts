import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { AppRun, Ended, Environment, RunningApps, Shells } from "../ports.ts";
import { createContainers } from "./containers.ts";
import { shellEnvironment, shellProgram, shellWords } from "./environment.ts";
import { type Started, type TerminalKind, startOnTerminal, terminalKind } from "./pseudo-terminal.ts";

/** A variable in the environment of every process of these shells: it finds processes that have left their group. */
const mark = "STUDIO_SANDBOX_SHELL";

interface ShellsDeps {
  readonly env: Environment;
  readonly apps: RunningApps;
  /** Absent: the best available one. */
  readonly kind?: TerminalKind;
}

export function createShells({ env, apps, kind = terminalKind(env, process.platform) }: ShellsDeps): Shells {
  const own = randomBytes(8).toString("hex");
  const containers = createContainers(env);
  /** The processes that lead a group, by the value that marks their app. */
  const byApp = new Map<string, Set<ChildProcess>>();

  /** The container ends, and everything in it. */
  const endApp = (value: string): void => {
    for (const child of byApp.get(value) ?? []) killGroup(child, "SIGKILL");
    for (const pid of marked(`${mark}=${value}`)) kill(pid, "SIGKILL");
    containers.end(value);
    byApp.delete(value);
  };
  const leadersOf = (app: AppRun, value: string): Set<ChildProcess> => {
    const known = byApp.get(value);
    if (known !== undefined) return known;
    const leaders = new Set<ChildProcess>();
    byApp.set(value, leaders);
    apps.add(app, () => endApp(value));
    return leaders;
  };

  return {
    start({ app, home, command, terminal, env: added, cwd = home }) {
      const program = shellProgram(env);
      if (program === undefined) throw new Error("This machine has no shell: neither bash nor sh is in PATH.");
      const value = `${own}.${Buffer.from(app.key).toString("hex")}.${app.startedAt}.`;
      const environment = { ...shellEnvironment(env, home, added), PWD: cwd, [mark]: value };
      const isShell = terminal !== undefined || command !== undefined;
      const words = containers.enter(value, isShell ? shellWords(program, command) : [program]);
      const started: Started =
        terminal === undefined ? onPipes(words, cwd, environment) : startOnTerminal(kind, { words, cwd, env: environment, size: terminal });
      const { child, stdin, stdout } = started;
      const leaders = leadersOf(app, value);
      leaders.add(child);
      let over = false;
      const ended = endOf(child).then((end) => {
        over = true;
        leaders.delete(child);
        return end;
      });
      return {
        stdin,
        stdout,
        stderr: started.stderr,
        resize: (size) => started.resize(size),
        signal: (name) => killGroup(child, name),
        end() {
          if (over) return;
          stdin.end();
          // The end of its input is enough for the other.
          if (terminal === undefined || kind !== "python") killGroup(child, "SIGHUP");
        },
        ended,
      };
    },
    close() {
      for (const value of byApp.keys()) endApp(value);
      containers.close();
    },
  };
}

function onPipes(words: readonly string[], cwd: string, env: Record<string, string>): Started {
  const [command = "", ...rest] = words;
  const child = spawn(command, rest, { cwd, env, detached: true, stdio: "pipe" });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
  return { child, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, resize: () => {} };
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once("error", () => resolve({ code: 127, signal: undefined }));
    child.once("close", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
}

/** Each is the leader of a group of its own. */
function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) kill(-pid, signal);
}

/** A process that has already ended is not an error. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

/** Ends the sleep of processes with such a variable in their environment: what waits there goes on. */
export function wake(variable: string): void {
  for (const pid of marked(variable)) if (commandOf(pid) === "sleep") kill(pid, "SIGTERM");
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

/** The processes with such a variable in their environment. Only on Linux; elsewhere process groups are used. */
function marked(beginning: string): number[] {
  const pids = readdirSafely("/proc").filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) =>
      environmentOf(pid)
        .split("\0")
        .some((variable) => variable.startsWith(beginning)),
    )
    .map(Number);
}

function readdirSafely(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}
