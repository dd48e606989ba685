import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Claim } from "../../src/core/idle/claim.ts";
import { systemClock } from "../../src/system/clock.ts";
import { createLockFile } from "../../src/system/lock-file.ts";
import { scopeFile } from "../../src/system/own-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "studioctl-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const scope = "123456789012/us-east-1";
const since = new Date("2026-03-02T12:00:00Z");
const acquire = (of = scope, claim?: Claim) =>
  createLockFile(folder, { now: () => since, random: () => systemClock.random() }).acquire(of, claim);
const claim = (more: Partial<Claim>): Claim => ({ types: [], domains: [], users: [], spaces: [], ...more });

/** A process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  return child.pid ?? 0;
}

/** The lock as a process left it that was killed. */
async function left(Host: string, Pid: number): Promise<string> {
  const path = `${scopeFile(folder, "sweep", scope, "lock")}.${Pid}-x`;
  await mkdir(`${path}.held`);
  await writeFile(`${path}.holder`, JSON.stringify({ Host, Pid, Since: since.toISOString() }));
  return path;
}

describe("a lock", () => {
  it("is held by one process at a time, says by whom since when, and leaves nothing behind", async () => {
    const first = await acquire();
    expect(await acquire()).toEqual({ held: false, holder: { since, by: `process ${process.pid} on ${hostname()}` } });
    expect(await acquire("123456789012/eu-west-1")).toMatchObject({ held: true });
    if (first.held) await first.release();
    const again = await acquire();
    expect(again.held).toBe(true);
    if (again.held) await again.release();
    expect((await readdir(folder)).filter((name) => name.includes("us-east-1"))).toEqual([]);
  });

  it("is of a part of the place: parts that do not overlap are held side by side, and the whole overlaps with each", async () => {
    expect(await acquire(scope, claim({ domains: ["d-1"] }))).toMatchObject({ held: true });
    expect(await acquire(scope, claim({ domains: ["d-2"] }))).toMatchObject({ held: true });
    for (const taken of [claim({ domains: ["d-2", "d-3"] }), claim({ users: ["alice"] }), undefined])
      expect(await acquire(scope, taken)).toMatchObject({ held: false });
    expect(await acquire(scope, claim({ domains: ["d-3"] }))).toMatchObject({ held: true });
  });

  it("of a process that was killed is free at once", async () => {
    await left(hostname(), await deadPid());
    expect((await acquire()).held).toBe(true);
    expect((await acquire()).held).toBe(false);
  });

  it("of a process that was killed is taken over by one of many", async () => {
    await left(hostname(), await deadPid());
    const all = await Promise.all(Array.from({ length: 8 }, () => acquire()));
    expect(all.filter(({ held }) => held)).toHaveLength(1);
  });

  it.each([
    ["a process that lives", hostname(), process.pid],
    ["another host, whose processes cannot be known", "elsewhere", 999_999_999],
  ])("of %s is respected", async (_whose, host, pid) => {
    await left(host, pid);
    expect(await acquire()).toEqual({ held: false, holder: { since, by: `process ${pid} on ${host}` } });
  });

  it("that says nothing, or nonsense, is respected as that of the whole place", async () => {
    for (const text of ["", '{"Host":7}', '{"Host":"a","Pid":1,"Since":"soon"}']) {
      await writeFile(`${await left("elsewhere", 1).catch(() => `${scopeFile(folder, "sweep", scope, "lock")}.1-x`)}.holder`, text);
      expect(await acquire(scope, claim({ domains: ["d-1"] }))).toEqual({ held: false, holder: { by: "another process" } });
    }
  });

  it("that was not renewed for half a minute is free, for any holder", async () => {
    const path = await left("elsewhere", 1);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${path}.held`, longAgo, longAgo);
    expect((await acquire()).held).toBe(true);
  });

  it("that cannot be kept says so", async () => {
    await writeFile(join(folder, "file"), "");
    const lock = createLockFile(join(folder, "file", "state"), systemClock);
    await expect(lock.acquire(scope)).rejects.toMatchObject({
      code: "failed",
      message: expect.stringContaining("cannot be written (ENOTDIR)"),
    });
  });
});
