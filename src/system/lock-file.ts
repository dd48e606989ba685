import fs, { type PathLike } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import lockfile from "proper-lockfile";
import type { Lock } from "../ports/lock.ts";
import { notWritten } from "./own-file.ts";
import { makeOwnFolder, privateFileMode, privateFolderMode } from "./own-folder.ts";
import { scopeFile } from "./scope-file.ts";

/** A holder renews its lock every 10 s; one that has not for 30 s is gone, and the lock is taken over. */
const staleMs = 30_000;
const renewMs = 10_000;

type Release = () => Promise<void>;

/** A lock is a folder; the library makes it by the umask. */
const privateFs = { ...fs, mkdir: (path: PathLike, done: fs.NoParamCallback) => fs.mkdir(path, privateFolderMode, done) };

/**
 * Locks as entries of a folder that processes of one machine share. That of a process which was killed is taken over
 * at once, that of a machine which was by the next run after 30 s.
 */
export function createLockFile(folder: string): Lock {
  return {
    async acquire(scope) {
      makeOwnFolder(folder);
      const path = scopeFile(folder, "sweep", scope, "lock");
      const release = (await take(path)) ?? (await takeOver(path));
      if (release === undefined) return undefined;
      try {
        await writeFile(holderFile(path), JSON.stringify({ Host: hostname(), Pid: process.pid }), { mode: privateFileMode });
      } catch (error) {
        await release();
        throw notWritten(holderFile(path), error);
      }
      return async () => {
        await rm(holderFile(path), { force: true });
        await release();
      };
    },
  };
}

async function take(path: string): Promise<Release | undefined> {
  try {
    const release = await lockfile.lock(path, {
      lockfilePath: path,
      realpath: false,
      fs: privateFs,
      stale: staleMs,
      update: renewMs,
      // A machine that slept may lose its lock. Two runs at once waste calls, but each looks again before it stops an app.
      onCompromised: () => {},
    });
    // A lock that was lost meanwhile is released already.
    return () => release().catch(() => {});
  } catch (error) {
    if (codeOf(error) === "ELOCKED") return undefined;
    throw error;
  }
}

/** Only where its holder is dead. One process at a time looks, lest the second takes away the lock of the first. */
async function takeOver(path: string): Promise<Release | undefined> {
  const done = await take(`${path}.takeover`);
  if (done === undefined) return undefined;
  try {
    if (!(await isHolderDead(path))) return undefined;
    await rm(holderFile(path), { force: true });
    await rm(path, { recursive: true, force: true });
    return await take(path);
  } finally {
    await done();
  }
}

function holderFile(path: string): string {
  return `${path}.holder`;
}

/** Of another host, or where nothing is known, nobody is taken for dead: that is left to time. */
async function isHolderDead(path: string): Promise<boolean> {
  const text = await readFile(holderFile(path), "utf8").catch(() => "");
  const [, host, pid] = /^\{"Host":"([^"]*)","Pid":(\d+)\}$/.exec(text) ?? [];
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
