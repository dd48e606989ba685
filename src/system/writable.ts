import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StudioctlError } from "../core/errors.ts";
import { makeOwnFolder, privateFileMode } from "./own-folder.ts";

/** Writes a file to a folder of studioctl's own, made where it is absent, and removes it again; resolves with the folder. Rejects with `failed` where that cannot be done. */
export async function tryWriting(folder: string): Promise<string> {
  const file = join(folder, `.trial-${randomBytes(8).toString("hex")}`);
  try {
    makeOwnFolder(folder);
    await writeFile(file, "trial\n", { flag: "wx", mode: privateFileMode });
    return folder;
  } catch (error) {
    if (error instanceof StudioctlError) throw error;
    throw new StudioctlError("failed", `cannot write to ${folder}`, {
      why: error instanceof Error ? error.message : String(error),
      fix: "correct its permissions, or set STUDIOCTL_STATE_HOME to another folder",
      cause: error,
    });
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}
