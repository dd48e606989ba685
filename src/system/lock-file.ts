import fs, { type PathLike } from "node:fs";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import lockfile from "proper-lockfile";
import * as v from "valibot";
import { StudioctlError, codeOf } from "../core/errors.ts";
import { type Claim, overlap } from "../core/idle/claim.ts";
import type { Acquired, Holder, Lock } from "../ports/sweeps.ts";
import type { AppType } from "../core/service-model.ts";
import type { Clock } from "../ports/clock.ts";
import { notWritten, scopeFile } from "./own-file.ts";
import { makeOwnFolder, privateFileMode, privateFolderMode } from "./own-folder.ts";
import { isProcessThere, processName } from "./processes.ts";

/** A holder renews its lock every 10 s; after 30 s without renewal the lock is free. */
const staleMs = 30_000;
const renewMs = 10_000;

/** The list of holders is locked for milliseconds, by one process at a time; after a killed process it is free after 5 s. */
const turn = { stale: 5_000, retries: { retries: 100, minTimeout: 20, maxTimeout: 200, randomize: true } };

/** A lock is a folder, which the library creates with the umask. */
const privateFs = { ...fs, mkdir: (path: PathLike, done: fs.NoParamCallback) => fs.mkdir(path, privateFolderMode, done) };

const held = ".held";

const names = v.array(v.string());
const holder = v.object({
  Host: v.string(),
  Pid: v.number(),
  Since: v.pipe(v.string(), v.isoTimestamp()),
  Claim: v.exactOptional(
    v.object({ types: v.custom<AppType[]>((value) => v.is(names, value)), domains: names, users: names, spaces: names }),
  ),
});
interface HolderFile {
  readonly Host: string;
  readonly Pid: number;
  readonly Since: string;
  /** Absent: the whole scope. */
  readonly Claim?: Claim;
}

const everything: Claim = { types: [], domains: [], users: [], spaces: [] };

/**
 * Locks as entries of a folder that processes of one machine share: for each holder a lock, and a file with the holder, its part of the
 * scope and the start time. The lock of a killed process is free at once, that of a stopped machine after 30 s.
 */
export function createLockFile(folder: string, clock: Pick<Clock, "now" | "random">): Lock {
  return {
    async acquire(scope, claim) {
      const path = scopeFile(folder, "sweep", scope, "lock");
      try {
        makeOwnFolder(folder);
        const done = await lockfile.lock(path, {
          ...turn,
          lockfilePath: `${path}.turn`,
          realpath: false,
          fs: privateFs,
          onCompromised: () => {},
        });
        try {
          return (await otherHolder(path, claim)) ?? (await hold(path, claim));
        } finally {
          await done().catch(() => {});
        }
      } catch (error) {
        if (codeOf(error) === "ELOCKED") return { held: false, holder: { by: "a process that begins or ends at this moment" } };
        throw error instanceof StudioctlError ? error : notWritten(path, error);
      }
    },
  };

  async function hold(scope: string, claim: Claim | undefined): Promise<Acquired> {
    const path = `${scope}.${process.pid}-${Math.floor(clock.random() * 2 ** 40).toString(36)}`;
    const entry: HolderFile = { Host: hostname(), Pid: process.pid, Since: clock.now().toISOString(), ...(claim && { Claim: claim }) };
    const release = await lockfile.lock(path, {
      lockfilePath: path + held,
      realpath: false,
      fs: privateFs,
      stale: staleMs,
      update: renewMs,
      // A machine that slept may lose its lock. Two concurrent runs waste calls, but each reads an app again before it stops it.
      onCompromised: () => {},
    });
    try {
      await writeFile(`${path}.holder`, JSON.stringify(entry), { mode: privateFileMode });
    } catch (error) {
      await release();
      throw error;
    }
    return {
      held: true,
      release: async () => {
        await rm(`${path}.holder`, { force: true });
        // A lost lock is already released.
        await release().catch(() => {});
      },
    };
  }
}

/** The first live holder whose claim overlaps; files of dead holders are removed. */
async function otherHolder(scope: string, claim: Claim = everything): Promise<Acquired | undefined> {
  const [folder, prefix] = [dirname(scope), `${basename(scope)}.`];
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix) && name.endsWith(held));
  for (const name of names.toSorted()) {
    const path = join(folder, name.slice(0, -held.length));
    const entry = await readHolder(`${path}.holder`);
    if (isDead(entry) || !(await lockfile.check(path, { lockfilePath: path + held, stale: staleMs, realpath: false }))) {
      await rm(`${path}.holder`, { force: true });
      await rm(path + held, { recursive: true, force: true });
    } else if (overlap(claim, entry?.Claim ?? everything)) {
      return { held: false, holder: toHolder(entry) };
    }
  }
  return undefined;
}

async function readHolder(path: string): Promise<HolderFile | undefined> {
  try {
    const { success, output } = v.safeParse(holder, JSON.parse(await readFile(path, "utf8")));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

function toHolder(entry: HolderFile | undefined): Holder {
  if (entry === undefined) return { by: "another process" };
  return { since: new Date(entry.Since), by: processName(entry) };
}

/** A holder on another host, or an unknown one, does not count as dead: its lock expires. */
function isDead(entry: HolderFile | undefined): boolean {
  return entry !== undefined && entry.Host === hostname() && !isProcessThere(entry.Pid);
}
