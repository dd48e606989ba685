import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, link, lstat, mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { windowsFault } from "../core/copy/entries.ts";
import type { Facts } from "../core/copy/plan.ts";
import { changedWhileRead, createdMeanwhile } from "../core/copy/faults.ts";
import { temporaryName } from "../core/copy/temporary.ts";
import { StudioctlError, codeOf } from "../core/errors.ts";
import type { FileSide, Listing, Reading, WriteOptions } from "../ports/file-side.ts";

/** The size of one piece. */
const pieceBytes = 256 * 1024;

/** Permission bits that are kept, without setuid, setgid and sticky. */
const modeBits = 0o777;

/** Files of this machine, by paths as they were typed. */
export function localFiles(signal: AbortSignal, platform: NodeJS.Platform = process.platform): FileSide {
  return {
    async stat(path) {
      // A file with a trailing slash would count as absent.
      const found = await orAbsent(path, () => stat(path.replace(/(?<=.)\/+$/, "")));
      return found && factsOf(found);
    },
    list: (path) => failing(path, () => list(path)),
    read: (path) => failing(path, () => read(path, signal)),
    write: (path, chunks, options) => write(path, chunks, options, signal),
    makeFolder: (path, mode) => failing(path, () => mkdir(path, { mode: mode === undefined ? 0o777 : mode | 0o700 })),
    refusal: async (name) => (platform === "win32" ? windowsFault(name) : undefined),
    // "." and ".." mean the folder itself, which has another name in its parent.
    nameOf: (path) => (/(?:^|[/\\])\.{0,2}$/.test(path.replace(/[/\\]+$/, "")) ? "" : basename(path)),
    join: (path, below) => join(path, ...below.split("/")),
    parentOf: (path) => dirname(path),
    destination: writtenAt,
    label: (path) => `"${path}"`,
  };
}

function factsOf(found: Stats): Facts {
  const mode = found.mode & modeBits;
  if (found.isFile()) return { kind: "file", size: found.size, mode };
  if (found.isDirectory()) return { kind: "folder", mode };
  return { kind: found.isSymbolicLink() ? "link" : "special" };
}

async function list(path: string): Promise<Listing> {
  const entries: (Facts & { name: string })[] = [];
  const refused: { name: string; why: string }[] = [];
  for (const bytes of await readdir(path, { encoding: "buffer" })) {
    const name = bytes.toString("utf8");
    if (!isUtf8(bytes)) {
      refused.push({ name, why: "its name is not valid UTF-8" });
      continue;
    }
    const found = await lstat(join(path, name)).catch(() => undefined);
    // Removed since it was listed.
    if (found !== undefined) entries.push({ name, ...factsOf(found) });
  }
  return { entries, refused };
}

async function read(path: string, signal: AbortSignal): Promise<Reading> {
  const file = await open(path, "r");
  try {
    const before = await file.stat();
    if (!before.isFile()) throw new StudioctlError("invalid", `"${path}" is not a file`);
    return { size: before.size, mode: before.mode & modeBits, chunks: pieces(file, path, before, signal), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* pieces(file: FileHandle, path: string, before: Stats, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(pieceBytes);
  let bytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await failing(path, () => file.read(buffer, 0, pieceBytes, bytes));
    bytes += bytesRead;
    if (bytes > before.size) throw changed(path);
    if (bytesRead === 0) break;
    yield buffer.subarray(0, bytesRead);
  }
  const after = await file.stat();
  if (bytes !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(path);
}

function changed(path: string): StudioctlError {
  return changedWhileRead(
    `"${path}"`,
    "try again when nothing writes to it; of a file that grows, copy what there is: cat FILE | studioctl cp - TARGET:PATH",
  );
}

async function write(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  { replace, mode }: WriteOptions,
  signal: AbortSignal,
): Promise<number> {
  const draft = join(dirname(path), temporaryName(basename(path), randomBytes(4).toString("hex"), "part"));
  return await failing(path, async () => {
    const file = await open(draft, "wx", 0o666);
    try {
      const bytes = await filled(file, chunks, signal);
      const { size } = await file.stat();
      if (size !== bytes) throw new StudioctlError("failed", `"${draft}" has ${size} bytes instead of ${bytes}`, { fix: "check the disk" });
      const kept = mode ?? (replace ? (await lstat(path)).mode & modeBits : undefined);
      if (kept !== undefined) await file.chmod(kept);
      await file.close();
      await (replace ? rename(draft, path) : renameNew(draft, path));
      return bytes;
    } catch (error) {
      await file.close().catch(() => {});
      await rm(draft, { force: true });
      throw error;
    }
  });
}

async function filled(file: FileHandle, chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    for (let written = 0; written < chunk.length;) {
      written += (await file.write(chunk, written, chunk.length - written, bytes + written)).bytesWritten;
    }
    bytes += chunk.length;
  }
  return bytes;
}

/** A rename that overwrites nothing: it creates a hard link, which fails if the name exists, then removes the first name. */
async function renameNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw createdMeanwhile(`"${to}"`);
    // Some file systems have no hard links.
    if (
      await lstat(to).then(
        () => true,
        () => false,
      )
    )
      throw createdMeanwhile(`"${to}"`);
    return await rename(from, to);
  }
  await rm(from);
}

async function writtenAt(path: string): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink() !== true) return path;
  return await realpath(path).catch(() => path);
}

async function orAbsent<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw shown(path, error);
  }
}

async function failing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw shown(path, error);
  }
}

const meanings: Readonly<Record<string, readonly ["not-found" | "denied" | "in-use" | "failed" | "invalid", why: string, fix: string]>> = {
  ENOENT: ["not-found", "there is no such file or folder", "check the path"],
  ENOTDIR: ["invalid", "a part of the path is a file", "check the path"],
  EACCES: ["denied", "this user may not read or write it", "check its permissions: ls -l"],
  EPERM: ["denied", "this user may not change it", "check its permissions: ls -l"],
  EROFS: ["failed", "its file system is read-only", "give a path on another file system"],
  EEXIST: ["in-use", "it exists already", "add --force to overwrite it"],
  EISDIR: ["invalid", "it is a folder", "give the path of a file"],
  ELOOP: ["invalid", "its symbolic links lead in a circle", "remove one of them"],
  ENAMETOOLONG: ["invalid", "its name is too long for this file system", "give it a shorter name"],
  ENOSPC: ["failed", "no space is left on this disk", "free some space, or give a path on another disk"],
  EDQUOT: ["failed", "the disk quota of this user is used up", "free some space, or give a path on another disk"],
  EFBIG: ["failed", "the file is too large for this file system", "give a path on another file system"],
  EIO: ["failed", "the disk cannot be read or written", "check the disk"],
};

/** Converts a system error; other errors stay unchanged. */
function shown(path: string, error: unknown): unknown {
  if (error instanceof StudioctlError || !(error instanceof Error) || !("syscall" in error)) return error;
  const code = codeOf(error);
  const [kind, why, fix] = meanings[code] ?? ["failed", `the system answers ${code}`, "check the path"];
  const syscall = String(error.syscall);
  const what =
    /^(?:write|mkdir|link|rename|copyfile|f?chmod|unlink)$/.test(syscall) || ["ENOSPC", "EDQUOT", "EROFS"].includes(code)
      ? "written"
      : "read";
  return new StudioctlError(kind, `"${path}" cannot be ${what}`, { why, fix, cause: error });
}
