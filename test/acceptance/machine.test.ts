import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

const launcher = join(import.meta.dirname, "../../bin/studioctl.js");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function scratch(mode = 0o700): string {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-machine-"));
  folders.push(folder);
  chmodSync(folder, mode);
  return folder;
}

/** What is in a folder, with its mode. */
const modes = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => {
    const stats = statSync(join(folder, name));
    return `${(stats.mode & 0o777).toString(8)} ${stats.isDirectory() ? "folder" : "file"} ${name}`;
  });

const stackTrace = /^\s+at .+:\d+:\d+\)?$/m;

describe.concurrent("what is kept between invocations", patience, () => {
  it("is private, for any umask; a report that the user names follows it", async () => {
    const { run, folder } = account();
    const state = join(folder, "fresh", "state");
    const env = { STUDIOCTL_STATE_HOME: state, STUDIOCTL_CONFIG: join(folder, "fresh", "config", "config.json") };
    const line =
      "umask 0; studioctl config set output json && studioctl auto-shutdown run --yes --report r.ndjson && studioctl cost && studioctl sandbox advance 1h && studioctl auto-shutdown plan";
    expect(await run(line, { env })).toMatchObject({ code: 0 });
    const all = modes(join(folder, "fresh"));
    expect(all.length).toBeGreaterThan(6);
    expect(all.filter((entry) => !/^(700 folder|600 file) /.test(entry))).toEqual([]);
    expect(statSync(join(folder, "r.ndjson")).mode & 0o777).toBe(0o666);
    expect(await run("umask 027; studioctl auto-shutdown run --yes --report narrow.ndjson", { env })).toMatchObject({ code: 0 });
    expect(statSync(join(folder, "narrow.ndjson")).mode & 0o777).toBe(0o640);
  });

  it("is not kept in a folder that others may write to, nor behind a link that they may have made", async () => {
    const { run } = account();
    const [open, own] = [scratch(0o1777), scratch()];
    symlinkSync(own, join(open, "link"));
    for (const folder of [open, join(open, "link", "state")]) {
      const { code, stdout, stderr } = await run("studioctl auto-shutdown run --yes", { env: { STUDIOCTL_STATE_HOME: folder } });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^error: .+\nwhy: .+\nfix: .+\n$/);
    }
    expect([readdirSync(open), readdirSync(own)]).toEqual([["link"], []]);
    expect(await run('studioctl auto-shutdown run --yes --report "$OPEN/link/report.ndjson"', { env: { OPEN: open } })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("symbolic link"),
    });
  });

  it("is not lost where the disk is full: one error, no stack trace, and what was there stays", async () => {
    const { run, folder, state } = account();
    // A write to it fails as on a full disk.
    symlinkSync("/dev/full", join(folder, "state", "sandbox.json.draft"));
    const before = state();
    const { code, stderr } = await run("studioctl sandbox advance 1h");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: .*sandbox\.json cannot be written\nwhy: ENOSPC.*\nfix: .+\n$/)]);
    expect(state()).toEqual(before);
  });
});

describe.concurrent("output that the disk does not take", patience, () => {
  it.each(["app list -d research", "app list -d research -o json", "domain list -o jsonl", "--help", "completion bash", "--version"])(
    "of `%s` is an error without a stack trace",
    async (line) => {
      const { run } = account();
      const { code, stderr } = await run(`studioctl ${line} >/dev/full`);
      expect([code, stderr]).toEqual([1, expect.stringContaining("ENOSPC")]);
      expect(stderr).not.toMatch(stackTrace);
      expect(stderr.match(/the output cannot be written/g)).toHaveLength(1);
    },
  );

  it("fails quietly where it is stderr", async () => {
    const { run } = account();
    const { code, stdout } = await run("studioctl app list -d research 2>/dev/full");
    expect([code, stdout]).toEqual([1, ""]);
  });
});

const stranger = 54_321;

/** Runs a command as a user that the system does not know, in an environment of these variables alone. */
function asStranger(words: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
  const isRoot = process.getuid?.() === 0;
  const line = [process.execPath, launcher, ...words];
  const [command = "", ...rest] = isRoot ? line : ["unshare", "--user", `--map-user=${stranger}`, `--map-group=${stranger}`, ...line];
  const ids = isRoot ? { uid: stranger, gid: stranger } : {};
  const { status, stdout, stderr } = spawnSync(command, rest, {
    ...ids,
    cwd,
    env: { PATH: process.env["PATH"] ?? "", AWS_EC2_METADATA_DISABLED: "true", ...env },
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

/** Which only that user may write to, as a volume of a container. */
function volume(): string {
  const folder = scratch(0o755);
  if (process.getuid?.() === 0) spawnSync("chown", [String(stranger), folder]);
  return folder;
}

describe.concurrent("a user without a home folder and without an entry in the list of users", patience, () => {
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "s", AWS_REGION: "us-east-1" };

  it("gets as far as the service where nothing has to be kept", () => {
    const { code, stderr } = asStranger(["app", "list", "-d", "d-1", "--endpoint-url", "http://127.0.0.1:1"], keys, "/");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: cannot reach SageMaker/)]);
    expect(asStranger(["app", "list", "-d", "d-1"], { AWS_REGION: "us-east-1" }, "/")).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/^error: no AWS credentials found/),
    });
    expect(asStranger(["config", "list"], {}, "/")).toMatchObject({ code: 0, stderr: "" });
    expect(asStranger(["completion", "bash"], {}, "/")).toMatchObject({ code: 0, stderr: "" });
    expect(asStranger(["__complete", "domain", "bash", "", ""], {}, "/")).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  it.each([
    ["STUDIOCTL_STATE_HOME", ["--sandbox", "app", "list"]],
    ["STUDIOCTL_STATE_HOME", ["sandbox", "status"]],
    ["STUDIOCTL_CONFIG", ["config", "path"]],
    ["STUDIOCTL_CONFIG", ["config", "set", "output", "json"]],
  ])("gets the advice to set %s for %j", (variable, words) => {
    const { code, stderr } = asStranger(words, keys, "/");
    expect([code, stderr]).toEqual([
      1,
      `error: this user has no home folder\nwhy: HOME is not set, and the system knows no home folder of uid ${stranger}\nfix: set ${variable}, or HOME\n`,
    ]);
  });

  it("sweeps with a state folder that it may write to, also where the home folder is / and the rest is read-only", () => {
    for (const home of [undefined, "/"]) {
      const env = { STUDIOCTL_SANDBOX: "1", STUDIOCTL_STATE_HOME: join(volume(), "state"), ...(home !== undefined && { HOME: home }) };
      expect(asStranger(["auto-shutdown", "run", "--yes"], env, "/")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("stopped"),
      });
      expect(asStranger(["auto-shutdown", "history"], env, "/")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("alice/vision-gpu"),
      });
      const doctor = asStranger(["doctor"], env, "/");
      expect(doctor.code).toBe(0);
      expect(doctor.stdout).toMatch(/^Configuration +PASS/m);
    }
  });
});

it("a byte order mark in the configuration file is taken for nothing", patience, async () => {
  const { run, folder } = account();
  writeFileSync(join(folder, "config.json"), '\uFEFF{"output":"name"}');
  const { code, stdout } = await run("studioctl domain list", { env: { STUDIOCTL_CONFIG: join(folder, "config.json") } });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^d-\w+\nd-\w+\n$/)]);
});

it("a relative path in XDG_STATE_HOME is ignored", patience, async () => {
  const { run, folder } = account();
  expect(
    await run("studioctl app list -d research", { env: { STUDIOCTL_STATE_HOME: undefined, XDG_STATE_HOME: "state-of-xdg" } }),
  ).toMatchObject({ code: 0 });
  expect(existsSync(join(folder, "state-of-xdg"))).toBe(false);
  expect(existsSync(join(folder, "home", ".local", "state", "studioctl", "sandbox.json"))).toBe(true);
});

const stopped = (text: string): number => text.split("\n").filter((line) => / stopped /.test(line)).length;

describe.concurrent("a sandbox that is reset", patience, () => {
  it("has as much to stop as at the beginning, and no record of what was stopped", async () => {
    const { run } = account();
    const first = await run("studioctl auto-shutdown run --yes");
    expect(stopped(first.stdout)).toBeGreaterThan(5);
    expect(stopped((await run("studioctl auto-shutdown run --yes")).stdout)).toBe(0);
    await run("studioctl sandbox advance 3h; studioctl auto-shutdown run --yes; studioctl sandbox reset");
    expect((await run("studioctl auto-shutdown history")).stdout).toBe("");
    expect(stopped((await run("studioctl auto-shutdown run --yes")).stdout)).toBe(stopped(first.stdout));
  });

  it("leaves what is remembered of a real account", async () => {
    const { run, folder } = account();
    const real = join(folder, "state", "receipts");
    mkdirSync(real);
    writeFileSync(join(real, "2026-03-02.ndjson"), "{}\n");
    await run("studioctl auto-shutdown run --yes && studioctl sandbox reset");
    expect(readdirSync(real)).toEqual(["2026-03-02.ndjson"]);
    expect(readdirSync(join(folder, "state", "sandbox"))).toEqual([]);
  });
});

it.each([
  ["a prompt that is drawn", ""],
  ["a plain one", "STUDIOCTL_PLAIN=1 "],
])("a terminal that closes during %s ends the command", patience, async (_what, variables) => {
  const { folder } = account();
  const code = join(folder, "code");
  // The shell outlives its terminal, to see how the command ends.
  const line = `trap "" HUP; ${variables}"${process.execPath}" "${launcher}" auto-shutdown run; echo $? >"${code}"`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    TERM: "xterm",
    STUDIOCTL_SANDBOX: "1",
    STUDIOCTL_STATE_HOME: join(folder, "state"),
  };
  const terminal = spawn("script", ["--quiet", "--command", line, "/dev/null"], { env, cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
  let screen = "";
  terminal.stdout.on("data", (text) => (screen += String(text)));
  await expect.poll(() => screen, { timeout: 60_000 }).toMatch(/Stop .*\?/);
  terminal.kill("SIGKILL");
  await expect.poll(() => (existsSync(code) ? readFileSync(code, "utf8") : ""), { timeout: 30_000 }).toMatch(/^(129|130)\n$/);
});
