import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isAbsent } from "./file-error.ts";

/** Removes what is in a folder, except for the names that stay. A folder that is absent is empty already. */
export async function emptyFolder(folder: string, stays: RegExp): Promise<void> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (isAbsent(error)) return [];
    throw error;
  });
  for (const name of names) if (!stays.test(name)) await rm(join(folder, name), { recursive: true, force: true });
}
