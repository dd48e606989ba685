import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunningApps, Shell, Shells } from "../../../src/sandbox/ports.ts";
import { createRunningApps } from "../../../src/sandbox/running-apps.ts";
import { memoryStore } from "../../../src/sandbox/store.ts";
import { createShells } from "../../../src/sandbox/shells/shells.ts";
import { terminalKind } from "../../../src/sandbox/shells/pseudo-terminal.ts";
import { outerPid } from "../inner-process.ts";
import { smallStudio, start } from "../wire.ts";

const app = { key: "d-research/space/notes/JupyterLab/default", startedAt: start };
const patience = { timeout: 20_000, interval: 20 };
const size = { rows: 30, columns: 100 };

let home: string;
let apps: RunningApps;
const opened: Shells[] = [];
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-shells-")));
  apps = createRunningApps({ store: memoryStore(smallStudio()), clock: { now: () => start } });
});
afterEach(() => {
  for (const shells of opened.splice(0)) shells.close();
  apps.close();
  rmSync(home, { recursive: true, force: true });
});

function shellsOf(kind: "python" | "script" | "pipes" = "python", env = process.env): Shells {
  const shells = createShells({ env, apps, kind });
  opened.push(shells);
  return shells;
}

async function textOf(stream: Readable | undefined): Promise<string> {
  let text = "";
  if (stream !== undefined) for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Resolves when the output so far matches. */
function shown(shell: Shell, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    shell.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve(text);
    });
    shell.stdout.on("close", () => reject(new Error(`ended after ${JSON.stringify(text)}`)));
  });
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("a command on pipes", () => {
  it("has stdin, stdout, stderr and exit code of its own, and starts in the home", async () => {
    const shell = shellsOf().start({ app, home, command: "pwd; cat; echo wrong >&2; exit 7" });
    shell.stdin.end("typed\n");
    expect(await Promise.all([textOf(shell.stdout), textOf(shell.stderr), shell.ended])).toEqual([
      `${home}\ntyped\n`,
      "wrong\n",
      { code: 7, signal: undefined },
    ]);
  });

  it("reports the signal that ended it", async () => {
    const shell = shellsOf().start({ app, home, command: "kill -TERM $$" });
    expect(await shell.ended).toEqual({ code: undefined, signal: "SIGTERM" });
  });

  it("has nothing of the environment that names or holds a credential or belongs to studioctl", async () => {
    const secrets = {
      AWS_ACCESS_KEY_ID: "a",
      AWS_PROFILE: "b",
      AWS_CONFIG_FILE: "c",
      STUDIOCTL_SANDBOX: "1",
      GITHUB_TOKEN: "d",
      SSH_AUTH_SOCK: "e",
      NODE_OPTIONS: "--inspect",
    };
    const shell = shellsOf("python", { PATH: process.env["PATH"], LANG: "C.UTF-8", ...secrets }).start({ app, home, command: "env" });
    const names = (await textOf(shell.stdout)).split("\n").map((line) => line.split("=")[0]);
    expect(names).toEqual(expect.arrayContaining(["HOME", "PATH", "LANG", "USER"]));
    expect(names.filter((name) => name !== undefined && Object.hasOwn(secrets, name))).toEqual([]);
  });
});

it("knows a proxy, but none whose address holds a password", async () => {
  const proxies = { HTTPS_PROXY: "http://maya:s3cret@proxy.example:8080", http_proxy: "http://proxy.example:8080" };
  const shell = shellsOf("python", { PATH: process.env["PATH"], ...proxies }).start({ app, home, command: "env | grep -i _proxy" });
  expect(await textOf(shell.stdout)).toBe("http_proxy=http://proxy.example:8080\n");
});

describe.each(["python", "script"] as const)("a pseudo-terminal by %s", (kind) => {
  it("has the size that was asked for, and the new one after a change", async () => {
    const shell = shellsOf(kind).start({ app, home, terminal: size, env: { TERM: "xterm" }, command: "stty size; read x; stty size" });
    await shown(shell, /30 100/);
    shell.resize({ rows: 50, columns: 132 });
    await expect
      .poll(() => spawnSync("stty", ["-F", terminalOf(), "size"], { encoding: "utf8" }).stdout, { timeout: 10_000 })
      .toBe("50 132\n");
    const after = shown(shell, /50 132/);
    shell.stdin.write("\n");
    await after;
  });

  it("passes Ctrl-C to the program in the foreground, and the shell continues", async () => {
    const shell = shellsOf(kind).start({ app, home, terminal: size });
    shell.stdin.write("sleep 1000; echo after$?\n");
    await expect.poll(() => childrenOf("sleep 1000"), { timeout: 20_000 }).toHaveLength(1);
    shell.stdin.write("\x03");
    shell.stdin.write("echo a''live\n");
    await shown(shell, /alive\r\n/);
  });

  it("gives the exit code of the command, 128 and more after a signal", async () => {
    expect(await shellsOf(kind).start({ app, home, terminal: size, command: "exit 3" }).ended).toMatchObject({ code: 3 });
    expect(await shellsOf(kind).start({ app, home, terminal: size, command: "kill -KILL $$" }).ended).toMatchObject({ code: 137 });
  });

  it("ends a shell that does not listen to the hang-up", async () => {
    const shell = shellsOf(kind).start({ app, home, terminal: size, command: "trap '' HUP; echo pid=$$; while :; do sleep 1; done" });
    const pid = outerPid(Number(/pid=(\d+)/.exec(await shown(shell, /pid=\d+\r\n/))?.[1]), `HOME=${home}`);
    if (kind === "python") shell.end();
    else shell.signal("SIGKILL");
    await shell.ended;
    apps.close();
    await expect.poll(() => isThere(pid), patience).toBe(false);
  });
});

it("takes 200 kB at once on a terminal while its output is not read", async () => {
  const shell = shellsOf().start({ app, home, terminal: size, command: "stty raw -echo; echo ready; head -c 200000 | md5sum" });
  await shown(shell, /ready/);
  shell.stdin.write("x".repeat(200_000));
  const sum = execFileSync("md5sum", { input: "x".repeat(200_000), encoding: "utf8" }).slice(0, 32);
  expect(await shown(shell, /[0-9a-f]{32}/)).toContain(sum);
});

it("has a prompt of the container, not of this machine, and reads the .bashrc of the home", async () => {
  writeFileSync(join(home, ".bashrc"), "echo from-the-home");
  const shell = shellsOf().start({ app, home, terminal: size });
  expect(await shown(shell, /\$ /)).toMatch(/from-the-home\r\n.*sagemaker-user@default:~\$ /s);
});

it("does without a terminal where the machine has none: errors come with the output", async () => {
  const shell = shellsOf("pipes").start({ app, home, terminal: size, command: "echo out; echo wrong >&2" });
  expect((await textOf(shell.stdout)).split("\n").toSorted()).toEqual(["", "out", "wrong"]);
});

it.each([
  ["python", "linux", ["python3", "script"]],
  ["script", "linux", ["script"]],
  ["pipes", "linux", []],
  ["pipes", "darwin", ["script"]],
  ["pipes", "win32", ["python3"]],
] as const)("chooses %s on %s with %j", async (kind, platform, programs) => {
  for (const name of programs) execFileSync("cp", ["/bin/true", join(home, name)]);
  expect(terminalKind({ PATH: home }, platform)).toBe(kind);
});

it("shows an app's processes to one another, and nothing else of this machine", async () => {
  const shells = shellsOf();
  const other = { key: "d-research/space/other/JupyterLab/default", startedAt: start };
  const mine = shells.start({ app, home, command: "sleep 1005 & echo up; wait" });
  await shown(mine, /up/);
  const list = "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done";
  expect(await textOf(shells.start({ app, home, command: list }).stdout)).toContain("sleep 1005");
  const seen = await textOf(shells.start({ app: other, home, command: list }).stdout);
  expect(seen).not.toContain("sleep 1005");
  expect(seen).not.toContain("vitest");
});

it("leaves nothing behind when the app ends: no process in the background, in a session of its own, or that ignores signals", async () => {
  const command =
    "trap '' HUP TERM; nohup sleep 1001 >/dev/null 2>&1 & setsid sleep 1002 & (setsid sh -c 'sleep 1003; :' &) ; echo pids ; wait";
  const shell = shellsOf().start({ app, home, terminal: size, command });
  await shown(shell, /pids/);
  const pids = await started(["sleep 1001", "sleep 1002", "sleep 1003"]);
  apps.close();
  await expect.poll(() => pids.filter(isThere), patience).toEqual([]);
});

it("leaves nothing behind when the program ends, also of a command that has ended", async () => {
  const shells = shellsOf();
  await shells.start({ app, home, command: "setsid sleep 1004 >/dev/null 2>&1 &" }).ended;
  const pids = await started(["sleep 1004"]);
  shells.close();
  await expect.poll(() => pids.filter(isThere), patience).toEqual([]);
});

async function started(commands: readonly string[]): Promise<number[]> {
  await expect.poll(() => commands.flatMap(childrenOf).length, { timeout: 20_000 }).toBe(commands.length);
  return commands.flatMap(childrenOf);
}

/** Processes of this exact command line that have the home of this test. */
function childrenOf(command: string): number[] {
  return execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+) (.*)$/.exec(line))
    .filter((found) => found?.[2] === command)
    .map((found) => Number(found?.[1]))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`HOME=${home}`);
      } catch {
        return false;
      }
    });
}

/** The pseudo-terminal of the only command that waits for a line. */
function terminalOf(): string {
  const found = ["/usr/bin/bash", "/bin/bash"].flatMap((bash) => childrenOf(`${bash} -c stty size; read x; stty size`));
  return readlinkSync(`/proc/${found[0]}/fd/0`);
}
