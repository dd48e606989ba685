import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { StudioctlError, codeOf } from "../core/errors.ts";
import { makeOwnFolder, privateFileMode } from "./own-folder.ts";

/**
 * Writes a file of studioctl's own, whole or not at all, readable by its owner alone, in a folder that is made where it is
 * absent. Rejects with `failed`, naming the file and the variable for another place, where the folder is not safe or the file
 * cannot be written.
 */
export async function writeOwnFile(path: string, text: string, variable = "STUDIOCTL_STATE_HOME"): Promise<void> {
  try {
    makeOwnFolder(dirname(path));
    await writeWhole(path, text, privateFileMode);
  } catch (error) {
    throw error instanceof StudioctlError ? error : notWritten(path, error, variable);
  }
}

/**
 * Writes a file whole or not at all, also on a disk that fills up midway and through a power cut; where it is a symbolic link,
 * the file that the link names. Rejects with the system's own error.
 */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

/** What is said of a file that the system does not take; `variable` names another place. */
export function notWritten(path: string, cause: unknown, variable = "STUDIOCTL_STATE_HOME"): StudioctlError {
  const code = codeOf(cause);
  return new StudioctlError("failed", `"${path}" cannot be written (${code})`, {
    fix: fullDisk.has(code)
      ? `free some disk space, or set ${variable} to a folder on another disk`
      : `set ${variable} to a folder that you can write to`,
    cause,
  });
}

const fullDisk: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
