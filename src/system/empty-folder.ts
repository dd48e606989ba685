import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isAbsent } from "./file-error.ts";

/** Empties a folder, except for the names to keep. An absent folder counts as empty. */
export async function emptyFolder(folder: string, stays: RegExp): Promise<void> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (isAbsent(error)) return [];
    throw error;
  });
  for (const name of names) if (!stays.test(name)) await rm(join(folder, name), { recursive: true, force: true });
}
