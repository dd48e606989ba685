import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLockFile } from "../../src/system/lock-file.ts";
import { scopeFile } from "../../src/system/scope-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "studioctl-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const scope = "123456789012/us-east-1";
const acquire = (of = scope) => createLockFile(folder).acquire(of);

/** A process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  return child.pid ?? 0;
}

/** The lock as a process left it that was killed. */
async function left(Host: string, Pid: number): Promise<void> {
  const path = scopeFile(folder, "sweep", scope, "lock");
  await mkdir(path);
  await writeFile(`${path}.holder`, JSON.stringify({ Host, Pid }));
}

describe("a lock", () => {
  it("is one process's at a time, and leaves nothing behind", async () => {
    const release = await acquire();
    expect(await acquire()).toBeUndefined();
    expect(await acquire("123456789012/eu-west-1")).toBeDefined();
    await release?.();
    const again = await acquire();
    expect(again).toBeDefined();
    await again?.();
    expect((await readdir(folder)).filter((name) => name.includes("us-east-1"))).toEqual([]);
  });

  it("of a process that was killed is taken over at once", async () => {
    await left(hostname(), await deadPid());
    const release = await acquire();
    expect(release).toBeDefined();
    expect(await acquire()).toBeUndefined();
    await release?.();
  });

  it("of a process that was killed is taken over by one of many", async () => {
    await left(hostname(), await deadPid());
    const all = await Promise.all(Array.from({ length: 8 }, () => acquire()));
    expect(all.filter((release) => release !== undefined)).toHaveLength(1);
  });

  it.each([
    ["a process that lives", hostname(), process.pid],
    ["another host, whose processes cannot be known", "elsewhere", 999_999_999],
  ])("of %s is respected", async (_whose, host, pid) => {
    await left(host, pid);
    expect(await acquire()).toBeUndefined();
  });

  it("that nobody has renewed for half a minute is taken over, whoever held it", async () => {
    await left("elsewhere", 1);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(scopeFile(folder, "sweep", scope, "lock"), longAgo, longAgo);
    expect(await acquire()).toBeDefined();
  });
});
