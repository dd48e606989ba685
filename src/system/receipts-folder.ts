import { createReadStream, createWriteStream } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import { grouped } from "../core/collections.ts";
import { codeOf, StudioctlError, whyFailed } from "../core/errors.ts";
import { groupOf, type ReceiptGroup } from "../core/idle/receipt.ts";
import type { Receipts, ReceiptsReader } from "../ports/sweeps.ts";
import { systemClock } from "./clock.ts";
import { isAbsent } from "./file-error.ts";
import { createLockFile } from "./lock-file.ts";
import { wholeLines } from "./line-file.ts";
import { notWritten, writeWhole } from "./own-file.ts";
import { makeOwnFolder, privateFileMode } from "./own-folder.ts";
import { appendReceipts, mixedLines, newestFirst, groupLines, withoutEnded } from "./receipts-file.ts";

const dayMs = 86_400_000;
const fileName = /^(\d{4}-\d\d-\d\d)(?:\.(stops|verdicts|runs|index))?\.ndjson(\.packing|\.gz)?$/;

/** A file of one day; without a part, one of an earlier version, with the lines of all groups. */
interface DayFile {
  readonly name: string;
  readonly day: string;
  readonly part: ReceiptGroup | "index" | undefined;
  readonly form: "" | ".packing" | ".gz";
}

/**
 * The record of all sweeps: for each day (UTC) and group a file, `2026-03-02.stops.ndjson`, to which lines are only appended, so that a file
 * in use is never replaced. With the first line of a day, files older than `keepMs` are deleted, and those of days before yesterday, which
 * are complete, are compressed. An earlier version kept all groups in one file, with a line for every app that was kept: of such a day, what
 * a reader needs is extracted once, to `2026-03-02.index.ndjson.gz`.
 */
export function createReceiptsFolder(folder: string, keepMs: number, warn: (message: string) => void): Receipts & ReceiptsReader {
  return {
    async append(receipts, how) {
      let begun: string | undefined;
      for (const [group, lines] of grouped(receipts, groupOf)) {
        const day = dayOf(lines[0]?.At ?? systemClock.now());
        const path = join(folder, `${day}.${group}.ndjson`);
        if (await prepare(path)) begun = day;
        await appendReceipts(path, lines, how);
      }
      if (begun !== undefined) await tidy(begun);
    },

    async *read(query) {
      const all = (await files()).filter(
        ({ day }) => day >= dayOf(query.since) && (query.until === undefined || day <= dayOf(query.until)),
      );
      const names = new Set(all.map(({ name }) => name));
      const wanted: ReadonlySet<DayFile["part"]> = new Set([...query.groups, undefined]);
      // Of one day, lines in a file of its own are newer than those of an earlier version, and those in a packed file older than the others.
      for (const file of all.filter(({ part }) => wanted.has(part)).toReversed()) {
        // The original stays until its compressed form is complete.
        if (file.form === ".packing" && names.has(file.name.replace(".packing", ".gz"))) continue;
        try {
          const path = join(folder, file.name);
          const lines = await (file.part === undefined ? earlierLines(file, query.groups, names) : groupLines(path));
          for (const receipt of newestFirst(path, lines, query, warn)) yield receipt;
        } catch (error) {
          warn(`${whyFailed(error)}: a day of the record is missing`);
        }
      }
    },
  };

  /** Of a day of an earlier version. The index is only a copy: without it, or if it cannot be written, the day is read itself. */
  async function earlierLines({ name, day, form }: DayFile, groups: readonly ReceiptGroup[], names: ReadonlySet<string>) {
    const path = join(folder, name);
    if (form !== ".gz" || groups.includes("verdicts")) return await mixedLines(path, groups);
    const index = `${day}.index.ndjson.gz`;
    if (names.has(index)) {
      try {
        return wholeLines(join(folder, index));
      } catch {
        return await mixedLines(path, groups);
      }
    }
    const lines = await mixedLines(path, ["stops", "runs"]);
    await writeWhole(join(folder, index), gzipSync(lines.filter((line) => line !== "").join("\n")), privateFileMode).catch(() => {});
    return lines;
  }

  async function prepare(path: string): Promise<boolean> {
    try {
      makeOwnFolder(folder);
      return await stat(path).then(() => false, isAbsent);
    } catch (error) {
      if (error instanceof StudioctlError) throw error;
      throw notWritten(folder, error);
    }
  }

  /** Oldest first: by day, of a day those of an earlier version first, of a part the packed form first. */
  async function files(): Promise<readonly DayFile[]> {
    const names = await readdir(folder).catch((error: unknown): string[] => {
      if (isAbsent(error)) return [];
      throw new StudioctlError("failed", `"${folder}" cannot be read (${codeOf(error)})`, { cause: error });
    });
    const found = names.flatMap((name): DayFile[] => {
      const [, day, part, form] = fileName.exec(name) ?? [];
      return day === undefined
        ? []
        : [{ name, day, part: parts.find((each) => each === part), form: forms.find((each) => each === form) ?? "" }];
    });
    const order = ({ day, part, form }: DayFile): string => `${day} ${parts.indexOf(part)} ${forms.indexOf(form)}`;
    return found.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  async function tidy(today: string): Promise<void> {
    const lock = await createLockFile(folder, systemClock).acquire("tidy");
    if (!lock.held) return;
    try {
      for (const { name, day, part, form } of await files()) {
        const age = Date.parse(today) - Date.parse(day);
        if (age > keepMs) await rm(join(folder, name), { force: true });
        else if (age > dayMs && form !== ".gz") await packFile(join(folder, name.replace(/\.packing$/, "")), part === "stops");
      }
    } catch (error) {
      warn(`${folder} could not be cleaned up (${codeOf(error)})`);
    } finally {
      await lock.release();
    }
  }
}

/** In the order in which the lines of one day are older. */
const parts: readonly DayFile["part"][] = [undefined, "index", "verdicts", "stops", "runs"];
const forms = [".gz", ".packing", ""] as const;

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/**
 * Replaces a file by `FILE.gz`; a crash midway leaves `FILE.packing`, and a repeat continues from there. For one process at a time. A file
 * that appears after its compressed form is left alone. Of `stops`, an intent whose result is there is left out: it says nothing more.
 */
async function packFile(path: string, ofStops: boolean): Promise<void> {
  const [packing, part, packed] = [`${path}.packing`, `${path}.gz.part`, `${path}.gz`];
  if (!(await exists(packed))) {
    if (!(await exists(packing))) await rename(path, packing);
    const lines = ofStops ? withoutEnded(wholeLines(packing)).map((line) => `${line}\n`) : createReadStream(packing);
    await pipeline(lines, createGzip(), createWriteStream(part, { mode: privateFileMode, flush: true }));
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
