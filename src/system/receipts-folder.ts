import { createReadStream, createWriteStream } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { codeOf, StudioctlError, whyFailed } from "../core/errors.ts";
import type { Receipts, ReceiptsReader } from "../ports/sweeps.ts";
import { systemClock } from "./clock.ts";
import { isAbsent } from "./file-error.ts";
import { createLockFile } from "./lock-file.ts";
import { notWritten } from "./own-file.ts";
import { makeOwnFolder, privateFileMode } from "./own-folder.ts";
import { appendReceipts, readReceipts } from "./receipts-file.ts";

const dayMs = 86_400_000;
const fileName = /^(\d{4}-\d\d-\d\d)\.ndjson(\.packing|\.gz)?$/;

/**
 * The record of all sweeps: a file for each day (UTC), `2026-03-02.ndjson`, to which lines are only appended, so that a file in use is
 * never replaced. With the first line of a day, files older than `keepMs` are deleted, and those of days before yesterday, which are
 * complete, are compressed. All lines of one append have the same time.
 */
export function createReceiptsFolder(folder: string, keepMs: number, warn: (message: string) => void): Receipts & ReceiptsReader {
  return {
    async append(receipts, how) {
      const [first] = receipts;
      if (first === undefined) return;
      const day = dayOf(first.At);
      const path = join(folder, `${day}.ndjson`);
      const begins = await prepare(path);
      await appendReceipts(path, receipts, how);
      if (begins) await tidy(day);
    },

    async *read(since) {
      const all = await files();
      const packed = new Set(all.flatMap(({ day, form }) => (form === ".gz" ? [day] : [])));
      for (const { name, day, form } of all) {
        // The original stays until its compressed form is complete.
        if (day < dayOf(since) || (form === ".packing" && packed.has(day))) continue;
        try {
          yield* readReceipts(join(folder, name), since, warn);
        } catch (error) {
          warn(`${whyFailed(error)}: a day of the record is missing`);
        }
      }
    },
  };

  async function prepare(path: string): Promise<boolean> {
    try {
      makeOwnFolder(folder);
      return await stat(path).then(() => false, isAbsent);
    } catch (error) {
      if (error instanceof StudioctlError) throw error;
      throw notWritten(folder, error);
    }
  }

  /** Oldest first. */
  async function files(): Promise<readonly { readonly name: string; readonly day: string; readonly form: string }[]> {
    const names = await readdir(folder).catch((error: unknown): string[] => {
      if (isAbsent(error)) return [];
      throw new StudioctlError("failed", `"${folder}" cannot be read (${codeOf(error)})`, { cause: error });
    });
    return names.toSorted().flatMap((name) => {
      const [, day, form = ""] = fileName.exec(name) ?? [];
      return day === undefined ? [] : [{ name, day, form }];
    });
  }

  async function tidy(today: string): Promise<void> {
    const lock = await createLockFile(folder, systemClock).acquire("tidy");
    if (!lock.held) return;
    try {
      for (const { name, day, form } of await files()) {
        const age = Date.parse(today) - Date.parse(day);
        if (age > keepMs) await rm(join(folder, name), { force: true });
        else if (age > dayMs && form !== ".gz") await packFile(join(folder, `${day}.ndjson`));
      }
    } catch (error) {
      warn(`${folder} could not be cleaned up (${codeOf(error)})`);
    } finally {
      await lock.release();
    }
  }
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/**
 * Replaces a file by `FILE.gz`; a crash midway leaves `FILE.packing`, and a repeat continues from there. For one process at a time. A file
 * that appears after its compressed form is left alone.
 */
async function packFile(path: string): Promise<void> {
  const [packing, part, packed] = [`${path}.packing`, `${path}.gz.part`, `${path}.gz`];
  if (!(await exists(packed))) {
    if (!(await exists(packing))) await rename(path, packing);
    await pipeline(createReadStream(packing), createGzip(), createWriteStream(part, { mode: privateFileMode, flush: true }));
    await rename(part, packed);
  }
  await rm(packing, { force: true });
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      if (isAbsent(error)) return false;
      throw error;
    },
  );
}
