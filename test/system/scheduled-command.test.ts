import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lastRuns } from "../../src/system/last-runs.ts";
import { createRunLog } from "../../src/system/scheduled-command.ts";

const root = mkdtempSync(join(tmpdir(), "studioctl-log-"));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const fresh = () => join(root, String(count++), "deep", "run.log");
const mebibyte = 1_024 * 1_024;

it("a log is appended to, and its folder made", async () => {
  const path = fresh();
  for (const line of ["one", "two"]) await createRunLog(path).add(line);
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("a full log is put aside at the start of a run, in place of the one before it", async () => {
  const path = fresh();
  await createRunLog(path).add("first");
  for (const letter of ["a", "b"]) {
    writeFileSync(path, letter.repeat(mebibyte));
    await createRunLog(path).add("next");
  }
  expect(readFileSync(path, "utf8")).toBe("next\n");
  expect(readFileSync(`${path}.1`, "utf8").slice(0, 3)).toBe("bbb");
  expect(readdirSync(join(path, ".."))).toEqual(["run.log", "run.log.1"]);
});

it("the log of one run is cut, with a message, except for how it ended", async () => {
  const path = fresh();
  const log = createRunLog(path);
  for (let i = 0; i < 20; i += 1) await log.add("x".repeat(100_000));
  await log.close("ended: exit 0");
  expect(statSync(path).size).toBeLessThan(1.1 * mebibyte);
  expect(readFileSync(path, "utf8")).toMatch(/it is cut here\nended: exit 0\n$/);
});

it("the last run of each schedule is kept beside its log, and a damaged file is ignored", async () => {
  const path = fresh();
  expect(await lastRuns.read(path, "night")).toBeUndefined();
  const run = { InstalledAt: new Date(1_000), StartedAt: new Date(2_000), Pid: process.pid };
  await lastRuns.write(path, "night", { ...run, Alive: false });
  await lastRuns.write(path, "day", { StartedAt: new Date(3_000), FinishedAt: new Date(4_000), ExitCode: 3, Message: "m" });
  expect(await lastRuns.read(path, "night")).toEqual({ ...run, Alive: true });
  expect(await lastRuns.read(path, "day")).toEqual({ StartedAt: new Date(3_000), FinishedAt: new Date(4_000), ExitCode: 3, Message: "m" });
  for (const text of ["", "{", "7", '{"StartedAt":"monday","ExitCode":"0"}']) {
    writeFileSync(join(path, "..", "auto-shutdown-night.last-run.json"), text);
    expect((await lastRuns.read(path, "night")) ?? {}).toEqual({});
  }
});

it("a process that has ended is distinguished from one that runs", async () => {
  const path = fresh();
  await lastRuns.write(path, "night", { StartedAt: new Date(1), Pid: 2 ** 22 + 1 });
  expect(await lastRuns.read(path, "night")).toMatchObject({ Alive: false });
});
