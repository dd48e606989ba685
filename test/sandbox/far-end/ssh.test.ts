import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveOnLoopback } from "../../loopback.ts";
import { outerPid } from "../inner-process.ts";
import { hostKey } from "../../../src/sandbox/far-end/host-key.ts";
import { serveFarEnd, type ServedFarEnd } from "./served.ts";

/* OpenSSH's client against the sandbox's far end, through a ProxyCommand that speaks the data channel. */

const proxy = join(import.meta.dirname, "proxy.ts");
let sandbox: ServedFarEnd;
let folder: string;
let home: string;
let config: string;
beforeEach(async () => {
  sandbox = await serveFarEnd();
  folder = mkdtempSync(join(tmpdir(), "sandbox-ssh-"));
  config = join(folder, "config");
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes a session for the next connection. */
async function prepare(user = "sagemaker-user"): Promise<void> {
  const session = join(folder, "session.json");
  writeFileSync(session, JSON.stringify(await sandbox.startSession()));
  const lines = [
    "Host studio",
    `  User ${user}`,
    `  ProxyCommand ${process.execPath} --import @oxc-node/core/register ${proxy} ${session}`,
    `  UserKnownHostsFile ${join(folder, "known_hosts")}`,
    "  StrictHostKeyChecking accept-new",
    "  LogLevel ERROR",
    "  IdentityAgent none",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  home = join(sandbox.homes, "d-research", "volumes", "200010");
}

async function run(program: string, args: readonly string[], input: string | Buffer = ""): Promise<Result> {
  await prepare();
  return await new Promise((resolve) => {
    const child = execFile(program, ["-F", config, ...args], { encoding: "utf8", maxBuffer: 64e6 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

const ssh = (args: readonly string[], input: string | Buffer = ""): Promise<Result> => run("ssh", args, input);

describe("a command", () => {
  it("has stdin, stdout, stderr and exit code of its own, in the home of the space", async () => {
    expect(await ssh(["studio", "pwd; cat; echo wrong >&2; exit 7"], "typed")).toEqual({
      code: 7,
      stdout: `${home}\ntyped`,
      stderr: "wrong\n",
    });
  });

  it("carries any bytes both ways", async () => {
    const bytes = randomBytes(2_000_000);
    writeFileSync(join(folder, "bytes"), bytes);
    const sum = createHash("sha256").update(bytes).digest("hex");
    expect((await ssh(["studio", "tee copy | sha256sum"], bytes)).stdout).toBe(`${sum}  -\n`);
    const back = await ssh(["studio", "base64 -w0 copy"]);
    expect(createHash("sha256").update(Buffer.from(back.stdout, "base64")).digest("hex")).toBe(sum);
  });

  it("has a terminal of its own where one is asked for, and its exit code", async () => {
    expect(await ssh(["-tt", "studio", "test -t 0 && stty size; exit 3"])).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^\d+ \d+\r\n/),
    });
  });

  it("takes LANG and no other variable of the client", async () => {
    const { stdout } = await ssh(["-o", "SetEnv=LANG=C.UTF-8 LD_PRELOAD=/x", "studio", "echo $LANG.$LD_PRELOAD."]);
    expect(stdout).toBe("C.UTF-8..\n");
  });
});

it("gives a shell without a terminal its commands from stdin", async () => {
  expect(await ssh(["-T", "studio"], "echo one\nexit 4\n")).toMatchObject({ code: 4, stdout: "one\n" });
});

it("accepts the container's user alone", async () => {
  await prepare("root");
  const { code } = await new Promise<{ code: number | null }>((resolve) => {
    const child = execFile("ssh", ["-F", config, "-o", "BatchMode=yes", "studio", "true"], () => resolve({ code: child.exitCode }));
  });
  expect(code).toBe(255);
});

describe("host key", () => {
  const app = { key: "d/space/notes/JupyterLab/default", startedAt: 1 };

  it("is the same for every process while the app runs, and another after a start", () => {
    expect(hostKey({ ...app })).toBe(hostKey(app));
    expect(hostKey({ ...app, startedAt: 2 })).not.toBe(hostKey(app));
    expect(hostKey({ ...app, key: "d/space/other/JupyterLab/default" })).not.toBe(hostKey(app));
  });

  it("is refused by a client that knows the one of the earlier container", async () => {
    await ssh(["studio", "true"]);
    expect(await ssh(["studio", "true"])).toMatchObject({ code: 0 });
    await sandbox.store.update(({ sagemaker }) => {
      for (const app of Object.values(sagemaker.apps)) app.startedAt = 5;
    });
    expect(await ssh(["studio", "true"])).toMatchObject({ code: 255, stderr: expect.stringContaining("HOST IDENTIFICATION HAS CHANGED") });
  });
});

describe("scp and sftp", () => {
  it("copy a file there and back, with its mode", async () => {
    const bytes = randomBytes(3_000_000);
    writeFileSync(join(folder, "there"), bytes, { mode: 0o750 });
    expect(await run("scp", ["-p", join(folder, "there"), "studio:data.bin"])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(home, "data.bin")).equals(bytes)).toBe(true);
    expect(statSync(join(home, "data.bin")).mode & 0o777).toBe(0o750);
    expect(await run("scp", ["-p", "studio:/home/sagemaker-user/data.bin", join(folder, "back")])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "back")).equals(bytes)).toBe(true);
  });

  it("copy a folder", async () => {
    mkdirSync(join(folder, "tree", "deep"), { recursive: true });
    for (let file = 0; file < 150; file += 1) writeFileSync(join(folder, "tree", "deep", `f${file}`), String(file));
    expect(await run("scp", ["-r", join(folder, "tree"), "studio:"])).toMatchObject({ code: 0 });
    expect(readdirSync(join(home, "tree", "deep"))).toHaveLength(150);
    expect(await run("scp", ["-r", "studio:tree", join(folder, "again")])).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "again", "deep"))).toHaveLength(150);
  });

  it("make, rename, link, list and remove; do not overwrite by a rename; and tell what is not there", async () => {
    writeFileSync(join(folder, "one"), "1");
    const batch = [
      "mkdir d",
      `put ${join(folder, "one")} d/a`,
      `put ${join(folder, "one")} d/b`,
      "-rename d/a d/b",
      "rename d/a d/c",
      "ln -s c d/l",
      "chmod 600 d/c",
      "ls -1 d",
      "rm d/b",
      "rm d/c",
      "rm d/l",
      "rmdir d",
      "-ls d",
    ];
    const { code, stdout, stderr } = await run("sftp", ["-q", "-b", "-", "studio"], `${batch.join("\n")}\n`);
    expect(code).toBe(0);
    expect(
      stdout
        .split("\n")
        .filter((line) => /^d\/\w\s*$/.test(line))
        .map((line) => line.trim()),
    ).toEqual(["d/b", "d/c", "d/l"]);
    expect(stderr).toMatch(/^remote rename .*: Failure/m);
    expect(`${stdout}${stderr}`).toContain("not found");
    expect(readdirSync(home)).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const loopback = await serveOnLoopback(() => {});
  await loopback.close();
  return Number(new URL(loopback.origin).port);
}

/** The body of the page at a local port; `none` where there is no answer. */
function answer(port: number): Promise<string> {
  return new Promise((resolve) => {
    const asked = get({ host: "127.0.0.1", port, agent: false }, (response) => {
      response.setEncoding("utf8").once("data", resolve);
    });
    asked.on("error", () => resolve("none"));
  });
}

describe("forwarding", () => {
  let child: ChildProcess | undefined;
  afterEach(() => void child?.kill());

  it("leads to a port of loopback, and to nothing else", async () => {
    const behind = await serveOnLoopback((_, response) => response.end("behind"));
    const [local, elsewhere] = [await freePort(), await freePort()];
    await prepare();
    const to = new URL(behind.origin).port;
    child = spawn("ssh", ["-F", config, "-N", "-L", `${local}:localhost:${to}`, "-L", `${elsewhere}:192.0.2.1:80`, "studio"], {
      stdio: "ignore",
    });
    await expect.poll(() => answer(local), { timeout: 30_000 }).toBe("behind");
    expect(await answer(elsewhere)).toBe("none");
    await behind.close();
  });
});

it("leaves no process behind when the client goes away", async () => {
  await prepare();
  const child = spawn("ssh", ["-F", config, "studio", "trap '' HUP; echo $$ HOME=$HOME; while :; do sleep 1; done"]);
  const [inner, home = ""] = await new Promise<string[]>((resolve) =>
    child.stdout.once("data", (chunk: Buffer) => resolve(String(chunk).trim().split(" "))),
  );
  const pid = outerPid(Number(inner), home);
  child.kill("SIGKILL");
  await sandbox.close();
  const isThere = (): boolean => /^State:\s+[^ZX]/m.test(statusOf(pid));
  await expect.poll(isThere).toBe(false);
});

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
