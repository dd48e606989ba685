import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Cloned, type RunInApp, clone } from "../../../src/operations/clone/clone.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { silentProgress } from "../../../src/ports/progress.ts";

/* Git is real, and so is the shell; the app is a folder of this machine. */

const never = new AbortController().signal;

/** Between two tries nothing but `pause` happens; real work is in time. */
const patient =
  (pause: () => void) =>
  async (milliseconds: number): Promise<void> =>
    milliseconds > 1_000 ? await new Promise(() => {}) : pause();

let folder: string;
let home: string;
let url: string;
let env: Record<string, string | undefined>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "studioctl-clone-"));
  home = join(folder, "home");
  const repository = join(folder, "repository");
  for (const path of [home, repository]) mkdirSync(path);
  url = `file://${repository}`;
  env = { PATH: process.env["PATH"], HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", repository, "-c", "user.name=a", "-c", "user.email=a@b", ...args], { env, stdio: "pipe" });
  git("init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(repository, "file"), "content");
  git("add", "file");
  git("commit", "--quiet", "--message", "first");
  git("branch", "dev");
});
afterEach(() => rmSync(folder, { recursive: true }));

const run: RunInApp = async ([program, ...args], { started }) => {
  const child = spawn(program, args, { env, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
  child.on("spawn", () => started?.());
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (stdout += part.toString()));
  child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
  const code = await new Promise<number>((resolve) => void child.on("close", (status) => resolve(status ?? 255)));
  return { code, stdout, stderr };
};

function tryClone(
  request: { readonly from?: string; readonly branch?: string; readonly into?: string } = {},
  pause: () => void = () => {},
): Promise<Cloned> {
  const clock = { now: () => new Date(0), random: () => 0.5, sleep: patient(pause) };
  const { from = url, branch, into = "work" } = request;
  return clone({ run, clock, progress: silentProgress }, { url: from, branch, into, target: "nlp", signal: never });
}

it("a clone has the default branch, and its result says what was cloned", async () => {
  const Commit = execFileSync("git", ["-C", join(folder, "repository"), "rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  expect(await tryClone()).toEqual({ Path: "work", Commit, Branch: "main", Retries: 0 });
  expect([readdirSync(home), readFileSync(join(home, "work", "file"), "utf8")]).toEqual([["work"], "content"]);
});

it("a clone of a branch, of any name, creates the missing parent folders", async () => {
  expect(await tryClone({ branch: "dev", into: "a b/$(x)/c" })).toMatchObject({ Branch: "dev" });
  expect(readFileSync(join(home, "a b", "$(x)", "c", "file"), "utf8")).toBe("content");
});

it("a clone finishes the checkout where the index was locked for a while", async () => {
  const template = join(folder, "template");
  mkdirSync(template);
  writeFileSync(join(template, "index.lock"), "");
  env["GIT_TEMPLATE_DIR"] = template;
  let pauses = 0;
  const cloned = await tryClone({}, () => {
    pauses += 1;
    const [draft = ""] = readdirSync(home);
    if (pauses === 3) rmSync(join(home, draft, ".git", "index.lock"));
  });
  expect(cloned).toMatchObject({ Retries: 3, Branch: "main" });
  expect(readFileSync(join(home, "work", "file"), "utf8")).toBe("content");
});

it("a clone fails after five tries at a locked index, and leaves nothing", async () => {
  const template = join(folder, "template");
  mkdirSync(template);
  writeFileSync(join(template, "index.lock"), "");
  env["GIT_TEMPLATE_DIR"] = template;
  let pauses = 0;
  await expect(tryClone({}, () => (pauses += 1))).rejects.toMatchObject({ code: "in-use", why: expect.stringContaining("5 tries") });
  expect([pauses, readdirSync(home)]).toEqual([4, []]);
});

it.each([
  ["a folder", (path: string) => mkdirSync(path)],
  ["a file", (path: string) => writeFileSync(path, "kept")],
  ["a dangling link", (path: string) => symlinkSync("nowhere", path)],
])("a clone over %s is refused", async (_, make) => {
  make(join(home, "work"));
  await expect(tryClone()).rejects.toMatchObject({
    code: "in-use",
    why: expect.stringContaining("exists already"),
    fix: expect.stringContaining("--into"),
  });
  expect(readdirSync(home)).toEqual(["work"]);
});

it("a clone of an unknown branch says so, and leaves nothing", async () => {
  await expect(tryClone({ branch: "nope" })).rejects.toMatchObject({ code: "not-found", why: 'it has no branch or tag "nope"' });
  expect(readdirSync(home)).toEqual([]);
});

it("a clone of an unknown repository says so, and leaves nothing", async () => {
  await expect(tryClone({ from: `${url}-absent` })).rejects.toMatchObject({ code: "not-found", fix: "check the URL" });
  expect(readdirSync(home)).toEqual([]);
});

it("a clone into a container without git says so", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const program of ["sh", "mkdir", "dirname", "rm", "mv"]) {
    writeFileSync(join(bin, program), `#!/bin/sh\nPATH=/usr/bin:/bin exec ${program} "$@"\n`);
    chmodSync(join(bin, program), 0o755);
  }
  env["PATH"] = bin;
  await expect(tryClone()).rejects.toMatchObject({ code: "not-found", why: "the container has no git" });
});

it("a clone uses no transport that runs commands, also where git itself would", async () => {
  await expect(tryClone({ from: `ext::sh -c touch% ${folder}/ran` })).rejects.toMatchObject({ code: expect.any(String) });
  expect(readdirSync(folder)).not.toContain("ran");
});

it("a clone asks for no password where one is needed", async () => {
  const server = createServer((_, response) => response.writeHead(401, { "WWW-Authenticate": "Basic realm=x" }).end());
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a server that listens on a port
  const { port } = server.address() as AddressInfo;
  await expect(tryClone({ from: `http://127.0.0.1:${port}/a.git` })).rejects.toMatchObject({
    code: "denied",
    why: expect.stringContaining("authentication"),
    fix: expect.stringContaining("studioctl terminal nlp"),
  });
  server.close();
  expect(readdirSync(home)).toEqual([]);
});

/** An app whose git ends so. */
const endingWith =
  (stderr: string): RunInApp =>
  async (argv, options) => {
    options.started?.();
    return argv.includes("begin") ? { code: 128, stdout: "", stderr } : { code: 0, stdout: "", stderr: "" };
  };

it.each([
  ["fatal: remote error: access denied or repository not exported: /none.git", "not-found", /no such repository/],
  ["error: unable to write file big\nfatal: unable to checkout working tree", "failed", /unable to write file big/],
  ["fatal: write error: No space left on device", "failed", /no space is left/],
  ["fatal: Could not resolve host: nowhere", "unavailable", /cannot reach/],
  ["Host key verification failed.\nfatal: Could not read from remote repository.", "denied", /host key/],
  ["fatal: something new", "failed", /^fatal: something new$/],
])("a clone says why git ended with: %s", async (stderr, code, why) => {
  const clock = { ...fakeClock(), sleep: patient(() => {}) };
  const ports = { run: endingWith(stderr), clock, progress: silentProgress };
  await expect(clone(ports, { url, branch: undefined, into: "work", target: "nlp", signal: never })).rejects.toMatchObject({
    code,
    why: expect.stringMatching(why),
    fix: expect.any(String),
  });
});

it.each(["work", "drop", "begin"])("an incomplete clone into %s is removed also after Ctrl-C", async (into) => {
  const interrupt = new AbortController();
  const interrupted = new StudioctlError("interrupted", "interrupted");
  const stopped: RunInApp = async (argv, options) => {
    if (options.signal.aborted) throw options.signal.reason;
    const ran = await run(argv, options);
    if (argv[4] === "begin") interrupt.abort(interrupted);
    return ran;
  };
  const clock = { ...fakeClock(), sleep: patient(() => {}) };
  const ports = { run: stopped, clock, progress: silentProgress };
  await expect(clone(ports, { url, branch: undefined, into, target: "nlp", signal: interrupt.signal })).rejects.toBe(interrupted);
  expect(readdirSync(home)).toEqual([]);
});

const gone: RunInApp = async (argv, options) => {
  options.started?.();
  if (argv[4] === "begin") throw new StudioctlError("unavailable", "the server does not answer");
  return await new Promise(() => {});
};

it("a clone does not wait without end for an app that is gone, and names what may be left", async () => {
  const cloning = clone(
    { run: gone, clock: fakeClock(), progress: silentProgress },
    { url, branch: undefined, into: "a/work", target: "nlp", signal: never },
  );
  await expect(cloning).rejects.toMatchObject({
    code: "unavailable",
    why: expect.stringMatching(/^an incomplete clone may be left: remove nlp:a\/work\.studioctl-/),
  });
});

it("a clone sends no more requests to an app that it could not connect to", async () => {
  const steps: string[] = [];
  const closed: RunInApp = async (argv) => {
    steps.push(String(argv[4]));
    throw new StudioctlError("unavailable", "no way in");
  };
  const ports = { run: closed, clock: fakeClock(), progress: silentProgress };
  await expect(clone(ports, { url, branch: undefined, into: "work", target: "nlp", signal: never })).rejects.toMatchObject({
    message: "no way in",
    why: undefined,
  });
  expect(steps).toEqual(["begin"]);
});
