import { rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { RunLog } from "../ports/scheduler.ts";
import { isAbsent } from "./file-error.ts";
import { appendLines } from "./line-file.ts";
import { makeFolders } from "./own-folder.ts";

/** A log is put aside, as `FILE.1`, when it has this many bytes; one run adds at most as many. */
const maxBytes = 1_024 * 1_024;

/**
 * The log of one run, in a file that holds those before it. A file that is full is put aside in place of the one that was
 * before, so that both together have at most 4 MiB.
 */
export function createRunLog(path: string): RunLog {
  let left = maxBytes;
  let begun = false;
  const begin = async (): Promise<void> => {
    if (begun) return;
    makeFolders(dirname(path));
    if ((await sizeOf(path)) >= maxBytes) await rename(path, `${path}.1`);
    begun = true;
  };
  return {
    async add(line) {
      await begin();
      if (left <= 0) return;
      left -= Buffer.byteLength(line) + 1;
      await appendLines(path, [left > 0 ? line : "the output of this run goes on; it is cut here"]);
    },
    async close(line) {
      await begin();
      await appendLines(path, [line]);
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw error;
  }
}
