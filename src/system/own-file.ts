import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, realpath, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, StudioctlError } from "../core/errors.ts";
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
 * Writes a file whole or not at all, also on a disk that fills up midway and through a power cut; where it is a symbolic link, the file
 * that the link names. `mode` is filtered by the umask, as that of any new file; a file that replaces another keeps the mode and the owner
 * of that one. Rejects with the system's own error.
 */
export async function writeWhole(path: string, text: string | Uint8Array, mode: number | Like): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    const file = await open(draft, "wx", typeof mode === "object" ? privateFileMode : mode);
    try {
      await file.writeFile(text);
      if (typeof mode === "object") await likeBefore(file, mode);
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

/** The file that is replaced. */
export type Like = Pick<Stats, "mode" | "uid" | "gid">;

async function likeBefore(file: FileHandle, { mode, uid, gid }: Like): Promise<void> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid);
  await file.chmod(mode & 0o7777);
}

/** The error for a file that cannot be written; `variable` sets another location. */
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

/** The file of a scope such as `123456789012/us-east-1` has in a folder: `sightings-123456789012%2Fus-east-1.json`. */
export function scopeFile(folder: string, kind: string, scope: string, extension: string): string {
  return join(folder, `${kind}-${encodeURIComponent(scope)}.${extension}`);
}

/** The scope of a file with such a name; undefined for any other. */
export function scopeIn(name: string, kind: string, extension: string): string | undefined {
  if (!name.startsWith(`${kind}-`) || !name.endsWith(`.${extension}`)) return undefined;
  try {
    return decodeURIComponent(name.slice(kind.length + 1, -extension.length - 1));
  } catch {
    return undefined;
  }
}
