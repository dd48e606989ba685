import { mkdir } from "node:fs/promises";
import lockfile from "proper-lockfile";
import type { Lock } from "../ports/lock.ts";
import { scopeFile } from "./scope-file.ts";

/** A holder renews its lock every 10 s; one that has not for 30 s is gone, and the lock is taken over. */
const staleMs = 30_000;
const renewMs = 10_000;

/** Locks as entries of a folder that processes of one machine share. */
export function createLockFile(folder: string): Lock {
  return {
    async acquire(scope) {
      await mkdir(folder, { recursive: true });
      const path = scopeFile(folder, "sweep", scope, "lock");
      try {
        const release = await lockfile.lock(path, {
          lockfilePath: path,
          realpath: false,
          stale: staleMs,
          update: renewMs,
          // A machine that slept may lose its lock. Two runs at once waste calls, but each looks again before it stops an app.
          onCompromised: () => {},
        });
        // A lock that was lost meanwhile is released already.
        return () => release().catch(() => {});
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ELOCKED") return undefined;
        throw error;
      }
    },
  };
}
