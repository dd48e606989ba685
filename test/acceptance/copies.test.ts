import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { requirement, sshClient } from "../requirements.ts";
import { freePort } from "../system/sshd.ts";
import { type Account, account, patience, quickStory } from "./account.ts";

/* cp and clone as a user types them, by both ways into an app of the sandbox. */

const running = [{ type: "JupyterLab", instanceType: "ml.m5.large", started: "1h" }] as const;
const seed: Seed = {
  ...quickStory,
  domains: [
    {
      name: "research",
      users: [{ name: "dana" }],
      spaces: [
        { name: "lab", owner: "dana", type: "JupyterLab", remoteAccess: true, apps: [...running] },
        { name: "asleep", owner: "dana", type: "JupyterLab" },
        { name: "closed", owner: "dana", type: "JupyterLab", apps: [...running] },
      ],
    },
  ],
};

const digest = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

/** The home directory of the space `lab`, the only one that is used. */
function homeOf({ folder }: Account): string {
  const homes = join(folder, "state", "sandbox", "homes");
  const home = readdirSync(homes, { recursive: true, withFileTypes: true }).find(({ parentPath }) => parentPath.endsWith("/volumes"));
  if (home === undefined) throw new Error(`no home directory in ${homes}`);
  return join(home.parentPath, home.name);
}

/** The names in it, without what a shell or Jupyter adds. */
function home(one: Account): readonly string[] {
  return readdirSync(homeOf(one)).filter((name) => !/^\.(bash_history|ipynb_checkpoints)$/.test(name));
}

/** The command lines of processes that hold a word. */
function processesWith(word: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(word) ? [line] : [];
      } catch {
        return [];
      }
    });
}

/** The terminals that are open in the app. */
async function terminals({ run }: Account): Promise<string> {
  return (await run("studioctl -q app describe space:lab/JupyterLab/default --query Activity.Terminals -o json")).stdout;
}

requirement(sshClient, () => {
  describe.each(["jupyter", "ssh"])("by way of %s", patience, (via) => {
    it("cp gives back any bytes through standard input and output", async () => {
      const one = account(seed);
      const { run, folder } = one;
      const bytes = Buffer.concat([randomBytes(3_000_001), Buffer.from("\r\n\0\u0003\u0004"), Buffer.from([0xff, 0xfe])]);
      writeFileSync(join(folder, "bytes"), bytes);
      const there = await run(`studioctl -q cp - lab:x --via ${via} < bytes && studioctl -q cp lab:x - --via ${via} | sha256sum`);
      expect(there).toMatchObject({ code: 0, stdout: expect.stringContaining(digest(bytes)) });
      expect(
        await run(`printf '' | studioctl -q cp - lab:empty --via ${via} > /dev/null && studioctl -q cp lab:empty - --via ${via}`),
      ).toEqual({
        code: 0,
        stdout: "",
        stderr: "",
      });
      expect(home(one)).toEqual(["empty", "x"]);
    });

    it("cp copies several sources, folders and hidden files, and names the links that it leaves out", async () => {
      const one = account(seed);
      const { run, folder } = one;
      mkdirSync(join(folder, "data", ".hidden"), { recursive: true });
      writeFileSync(join(folder, "data", ".hidden", "it's"), "hidden");
      writeFileSync(join(folder, "data", "b"), "b", { mode: 0o700 });
      symlinkSync("b", join(folder, "data", "link"));
      writeFileSync(join(folder, "a"), "a");
      const up = await run(`studioctl -q cp a data lab: -r --via ${via} -o json`);
      expect(up.code).toBe(0);
      expect(JSON.parse(up.stdout)).toMatchObject({ Files: 3, LeftOut: [{ Reason: "a symbolic link" }], Failed: [] });
      expect(await run(`studioctl -q cp lab:a lab:data down -r --via ${via}`)).toMatchObject({ code: 1 });
      mkdirSync(join(folder, "down"));
      expect(await run(`studioctl -q cp lab:a lab:data down -r --via ${via}`)).toMatchObject({ code: 0 });
      expect(readFileSync(join(folder, "down", "data", ".hidden", "it's"), "utf8")).toBe("hidden");
      expect(statSync(join(folder, "down", "data", "b")).mode & 0o100).toBe(via === "ssh" ? 0o100 : 0);
    });

    let calm: Account;
    beforeAll(async () => {
      calm = account(seed);
      writeFileSync(join(calm.folder, "file"), "kept");
      mkdirSync(join(calm.folder, "folder"));
      await calm.run("studioctl -q terminal lab -- sh -c 'echo there >there; mkdir sub'");
    });
    it.each([
      ["an unknown target", "cp file nobody:", 1, /no space, user or app "nobody"/, /one of: /],
      ["a stopped app", "cp file asleep:", 1, /cannot connect to space:asleep/, /space start asleep/],
      ["a file that exists", "cp file lab:there", 1, /"lab:there" exists already/, /--force/],
      ["a file that exists, from standard input", "cp - lab:there", 1, /"lab:there" exists already/, /--force/],
      ["a file that exists here", "cp lab:there file", 1, /"file" exists already/, /--force/],
      ["a folder without -r", "cp folder lab:", 2, /"folder" is a folder/, /add -r/],
      ["a folder of the app without -r", "cp lab:sub .", 2, /"lab:sub" is a folder/, /add -r/],
      ["a folder on standard output", "cp lab:sub -", 2, /"lab:sub" is a folder/, /-r/],
      ["what is not there", "cp lab:nothing .", 1, /no file or folder "lab:nothing"/, /check the path/],
      ["what is not there here", "cp nothing lab:", 1, /no file or folder "nothing"/, /check the path/],
      [
        "a folder that does not exist",
        "cp file lab:no/where",
        1,
        /the folder that "lab:no\/where" is in does not exist/,
        /create it first/,
      ],
      ["two sources into a file", "cp file file lab:there", 1, /"lab:there" is not a folder/, /create the folder first/],
      ["two remote sides", "cp lab:there lab:here", 2, /./, /./],
      ["an unknown target of a clone", "clone file:///nowhere nobody", 1, /no space, user or app "nobody"/, /one of: /],
      ["a stopped app of a clone", "clone file:///nowhere asleep", 1, /cannot connect to space:asleep/, /space start asleep/],
      ["a clone over a file", "clone file:///nowhere lab --into there", 1, /"there" exists already/, /--into/],
      ["a clone out of the home", "clone file:///nowhere lab --into ../out", 2, /holds "\.\."/, /relative to the home/],
      ["a URL with a password", "clone https://me:hunter2@example.com/x.git lab", 2, /password or a token/, /./],
    ])("refuses %s with what, why and fix, and changes nothing", async (_what, line, code, said, fix) => {
      const ran = await calm.run(`studioctl -q ${line} --via ${via}`, { stdin: "new" });
      expect([ran.code, ran.stdout]).toEqual([code, ""]);
      expect(ran.stderr).toMatch(said);
      expect(ran.stderr).toMatch(fix);
      expect(ran.stderr).toMatch(/^fix: /m);
      expect(ran.stderr).not.toMatch(/hunter2|""/);
      expect(home(calm)).toEqual(["sub", "there"]);
      expect(readFileSync(join(homeOf(calm), "there"), "utf8")).toBe("there\n");
      expect(readFileSync(join(calm.folder, "file"), "utf8")).toBe("kept");
      expect(readdirSync(calm.folder).filter((name) => !/^(bin|home|state)$/.test(name))).toEqual(["file", "folder"]);
    });

    it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
      "%s in the middle of a copy leaves nothing half-written on either side",
      async (name) => {
        const one = account(seed);
        const { folder } = one;
        // Longer than the pipe and what is read ahead, and then nothing for a long time.
        const up = await interrupted(
          one,
          `exec studioctl -q cp - lab:up --via ${via} < <(head -c 8000000 /dev/zero; touch fed; exec sleep 20 2>/dev/null)`,
          "fed",
          name,
        );
        expect([up.code, up.stderr]).toEqual([130, "error: interrupted\n"]);
        expect(home(one)).toEqual([]);
        writeFileSync(join(homeOf(one), "big"), "");
        truncateSync(join(homeOf(one), "big"), 300_000_000);
        const down = await interrupted(one, `mkdir down; exec studioctl -q cp lab:big down/big --via ${via}`, "down/", name);
        expect([down.code, down.stderr]).toEqual([130, "error: interrupted\n"]);
        expect(readdirSync(join(folder, "down"))).toEqual([]);
        expect(processesWith(folder).filter((line) => line.includes("ssh-proxy"))).toEqual([]);
      },
    );

    it("Ctrl-C ends a copy to standard output whose reader takes nothing", async () => {
      const one = account(seed);
      expect(await one.run("printf x | studioctl -q cp - lab:big")).toMatchObject({ code: 0 });
      truncateSync(join(homeOf(one), "big"), 300_000_000);
      const reader = "{ head -c 1000000 >/dev/null; touch read; while ! [ -e ended ]; do sleep 0.1; done; }";
      const writer = `sh -c 'echo $$ >pid; exec studioctl -q cp lab:big - --via ${via}'`;
      const line = `(${writer}; echo $? >code; touch ended) 2>said | ${reader} & until [ -e read ]; do sleep 0.1; done; kill -INT $(cat pid); wait`;
      expect((await one.run(line)).code).toBe(0);
      expect(readFileSync(join(one.folder, "code"), "utf8")).toBe("130\n");
      expect(readFileSync(join(one.folder, "said"), "utf8")).toBe("error: interrupted\n");
    });

    it.each(["SIGINT", "SIGTERM"] as const)("%s in the middle of a clone leaves neither a folder nor git nor a terminal", async (name) => {
      const one = account(seed);
      const { run } = one;
      const before = await terminals(one);
      const server = createServer((socket) => socket.on("error", () => {}));
      await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a server that listens on a port
      const url = `git://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`;
      const asked = new Promise<void>((resolve) => void server.once("connection", () => resolve()));
      const ran = await run(`exec studioctl -q clone ${url} lab --via ${via}`, { onStart: (kill) => void asked.then(() => kill(name)) });
      expect([ran.code, ran.stderr]).toEqual([130, "error: interrupted\n"]);
      expect(home(one)).toEqual([]);
      expect(processesWith(url)).toEqual([]);
      expect(await terminals(one)).toBe(before);
      server.close();
    });

    it("clones a branch from a git daemon into a folder, and prints what it cloned", async () => {
      const one = account(seed);
      const { run, folder } = one;
      const served = await gitDaemon(folder);
      try {
        const Commit = execFileSync("git", ["-C", join(folder, "work"), "rev-parse", "dev"], { encoding: "utf8" }).trim();
        const url = `${served.url}/repo.git`;
        const ran = await run(`studioctl -q clone ${url} lab --branch dev --into 'deep er/x' --via ${via}`);
        expect(ran).toEqual({ code: 0, stderr: "", stdout: `Cloned  ${url}\nInto    lab:deep er/x\nBranch  dev\nCommit  ${Commit}\n` });
        const json = JSON.parse((await run(`studioctl -q clone ${url} lab -o json --via ${via}`)).stdout);
        expect(json).toMatchObject({ Path: "repo", Branch: "main", Retries: 0, Url: url, Target: "lab" });
        expect(home(one)).toEqual(["deep er", "repo"]);
        const absent = await run(`studioctl -q clone ${served.url}/none.git lab --via ${via}`);
        expect([absent.code, absent.stderr]).toEqual([1, expect.stringContaining("there is no such repository, or it is private")]);
        expect(home(one)).toEqual(["deep er", "repo"]);
      } finally {
        served.end();
      }
    });

    it("--timeout bounds getting in, also where nothing answers, and leaves no process", async () => {
      const slow = { domain: 0, userProfile: 0, space: 0, appStart: 3_600, appStop: 0, image: 0 };
      const { run, folder } = account({ ...seed, settings: { ...seed.settings, transitionSeconds: slow } });
      mkdirSync(join(folder, "silent"));
      writeFileSync(join(folder, "silent", "ssh"), "#!/bin/sh\nexec sleep 613\n", { mode: 0o755 });
      const target = via === "ssh" ? "lab" : "asleep --start";
      for (const verb of ["cp - TARGET:x", "clone file:///nowhere TARGET"]) {
        const [name = "", ...flags] = target.split(" ");
        const line = `PATH=$PWD/silent:$PATH; exec studioctl -q ${verb.replace("TARGET", name)} ${flags.join(" ")} --via ${via}`;
        const ran = await run(`${line} --timeout 2s`, { stdin: "" });
        expect([ran.code, ran.stderr]).toEqual([124, expect.stringContaining("2s")]);
      }
      while (processesWith("sleep 613").length > 0) await wait(20);
    });
  });
});

describe("by way of jupyter", patience, () => {
  it.each(["../x", "a/../../x", "/etc/hostname"])(
    "cp refuses the path %s, which leads out of the home directory, in both directions",
    async (path) => {
      const { run, folder } = account(seed);
      writeFileSync(join(folder, "file"), "kept");
      for (const line of [`cp file lab:${path}`, `cp lab:${path} copy`]) {
        const ran = await run(`studioctl -q ${line}`);
        expect([ran.code, ran.stderr]).toEqual([2, expect.stringMatching(/^error: .*\nwhy: .*home directory.*\nfix: /)]);
      }
      expect(readdirSync(folder)).not.toContain("copy");
    },
  );
});

/** Runs a line, and sends the signal once a path of the account's folder is there, and in a folder something is. */
async function interrupted({ run, folder }: Account, line: string, path: string, name: NodeJS.Signals) {
  return await run(line, {
    onStart: (kill) => {
      const timer = setInterval(() => {
        try {
          const there = path.endsWith("/") ? readdirSync(join(folder, path)).length > 0 : statSync(join(folder, path)).isFile();
          if (!there) return;
          clearInterval(timer);
          kill(name);
        } catch {
          // Not yet.
        }
      }, 5);
    },
  });
}

/** A git daemon with a repository of two branches. */
async function gitDaemon(folder: string): Promise<{ readonly url: string; end(): void }> {
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], { cwd: folder, stdio: "pipe", encoding: "utf8" });
  git("init", "--quiet", "--initial-branch", "main", "work");
  writeFileSync(join(folder, "work", "file"), "content");
  git("-C", "work", "add", ".");
  git("-C", "work", "commit", "--quiet", "--message", "first");
  git("-C", "work", "branch", "dev");
  git("clone", "--quiet", "--bare", "work", "served/repo.git");
  const port = await freePort();
  const words = [
    "daemon",
    `--base-path=${folder}/served`,
    "--export-all",
    "--verbose",
    "--reuseaddr",
    "--listen=127.0.0.1",
    `--port=${port}`,
  ];
  const child: ChildProcess = spawn("git", words, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  await new Promise<void>((resolve) => void child.stderr?.once("data", () => resolve()));
  return { url: `git://127.0.0.1:${port}`, end: () => void (child.pid !== undefined && process.kill(-child.pid)) };
}
