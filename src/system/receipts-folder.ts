import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { StudioctlError, whyFailed, codeOf } from "../core/errors.ts";
import type { Receipts, ReceiptsReader } from "../ports/receipts.ts";
import { systemClock } from "./clock.ts";
import { isAbsent } from "./file-error.ts";
import { createLockFile } from "./lock-file.ts";
import { notWritten } from "./own-file.ts";
import { makeOwnFolder } from "./own-folder.ts";
import { packFile } from "./pack-file.ts";
import { appendReceipts, readReceipts } from "./receipts-file.ts";

const dayMs = 86_400_000;
const fileName = /^(\d{4}-\d\d-\d\d)\.ndjson(\.packing|\.gz)?$/;

/**
 * The record of all sweeps: a file for each day (UTC), `2026-03-02.ndjson`, that is only ever added to, so that
 * writers never meet a file being replaced. With the first line of a day, files of days longer ago than `keepMs` are
 * deleted, and those of days before yesterday, which nobody writes to any more, are packed. All lines of one
 * append are of one time.
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
        // One that is being packed is whole until its packed form is.
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
