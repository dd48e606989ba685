import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import { isEntryName, mostEntries, notAName, tooManyEntries } from "../core/copy/entries.ts";
import { changedWhileRead, createdMeanwhile, withLeftDraft } from "../core/copy/faults.ts";
import type { Facts } from "../core/copy/plan.ts";
import { temporaryName } from "../core/copy/temporary.ts";
import { StudioctlError } from "../core/errors.ts";
import { untilAborted } from "../core/time-limit.ts";
import type { FileSide, Listing, Reading, WriteOptions } from "../ports/file-side.ts";
import { type SftpClient, SftpStatus, openFlags, statusCodes } from "./sftp.ts";
import type { Attributes } from "./sftp-wire.ts";

/** Of one read or write: what every server takes (draft-ietf-secsh-filexfer-02, section 3). */
const pieceBytes = 32 * 1024;

/** Reads or writes of one file that are under way at once, as sftp has it: the channel has a delay. */
const atOnce = 32;

/** The time limit of the cleanup after an abort. */
const cleanupMilliseconds = 15_000;

/** Of what the server says in its own words. */
const shownCharacters = 200;

/** Permission bits that are kept: neither setuid nor the like. */
const modeBits = 0o777;

/**
 * The files of a container over sftp. Paths are relative to the home directory, or absolute. `target` stands before them where a
 * person sees them.
 */
export function sftpFiles(connection: SftpClient, target: string, signal: AbortSignal): FileSide {
  const sftp = connection.until(signal);
  const label = (path: string): string => `"${target}:${path}"`;
  const failing = async <T>(path: string, what: "read" | "written", work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      throw shown(label(path), what, error);
    }
  };
  const orAbsent = async (path: string, work: () => Promise<Attributes>): Promise<Facts | undefined> => {
    try {
      return factsOf(await work());
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw shown(label(path), "read", error);
    }
  };

  async function read(path: string): Promise<Reading> {
    const handle = await sftp.open(wire(path), openFlags.read);
    try {
      const before = await sftp.fstat(handle);
      const { kind, size = 0, mode } = factsOf(before);
      if (kind !== "file") throw new StudioctlError("invalid", `${label(path)} is not a file`);
      return {
        size,
        ...(mode !== undefined && { mode }),
        chunks: pieces(path, handle, size, before.modified),
        close: async () =>
          await last()
            .close(handle)
            .catch(() => {}),
      };
    } catch (error) {
      await last()
        .close(handle)
        .catch(() => {});
      throw error;
    }
  }

  async function* pieces(path: string, handle: Buffer, size: number, modified: number | undefined): AsyncGenerator<Uint8Array> {
    const under: { readonly at: number; readonly length: number; readonly bytes: Promise<Buffer | undefined> }[] = [];
    let next = 0;
    const ask = (at: number, length: number): Promise<Buffer | undefined> => {
      const bytes = sftp.read(handle, at, length);
      // One that is not waited for, after another has failed.
      bytes.catch(() => {});
      return bytes;
    };
    for (;;) {
      while (under.length < atOnce && next < size) {
        const length = Math.min(pieceBytes, size - next);
        under.push({ at: next, length, bytes: ask(next, length) });
        next += length;
      }
      const first = under.shift();
      if (first === undefined) break;
      for (let got = 0; got < first.length;) {
        signal.throwIfAborted();
        const bytes = await failing(path, "read", async () => await (got === 0 ? first.bytes : ask(first.at + got, first.length - got)));
        if (bytes === undefined || bytes.length === 0 || bytes.length > first.length - got) throw changedWhileRead(label(path));
        got += bytes.length;
        yield bytes;
      }
    }
    const after = await failing(path, "read", async () => await sftp.fstat(handle));
    if (after.size !== size || after.modified !== modified) throw changedWhileRead(label(path));
  }

  async function write(path: string, chunks: AsyncIterable<Uint8Array>, { replace, mode }: WriteOptions): Promise<number> {
    const [folder, name] = split(path);
    const draft = join(folder, temporaryName(name, randomBytes(4).toString("hex"), "part"));
    return await failing(path, "written", async () => {
      const { write: writing, create, exclusive } = openFlags;
      let handle: Buffer | undefined;
      try {
        handle = await sftp.open(wire(draft), writing | create | exclusive, 0o666);
        const bytes = await untilAborted(signal, filled(handle, chunks));
        const { size } = await sftp.fstat(handle);
        if (size !== bytes)
          throw new StudioctlError("failed", `${label(draft)} has ${size} bytes instead of ${bytes}`, { fix: "check the disk" });
        const kept = mode ?? (replace ? factsOf(await sftp.stat(wire(path))).mode : undefined);
        if (kept !== undefined) await sftp.setPermissions(handle, kept & modeBits);
        await sftp.close(handle);
        if (replace) await sftp.replace(wire(draft), wire(path));
        else await renameNew(draft, path);
        return bytes;
      } catch (error) {
        // What the server has refused is not there.
        if (handle === undefined && error instanceof SftpStatus) throw error;
        if (handle !== undefined)
          await last()
            .close(handle)
            .catch(() => {});
        throw await removed(draft, shown(label(path), "written", error));
      }
    });
  }

  /** The error, once the temporary file is gone; with its name if it cannot be removed. */
  async function removed(draft: string, error: unknown): Promise<unknown> {
    try {
      await last().remove(wire(draft));
      return error;
    } catch (failed) {
      return isAbsent(failed) ? error : withLeftDraft(error, label(draft));
    }
  }

  /** For steps that are needed even after an abort. */
  const last = (): SftpClient => connection.until(AbortSignal.timeout(cleanupMilliseconds));

  async function filled(handle: Buffer, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const under = new Set<Promise<void>>();
    let bytes = 0;
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        signal.throwIfAborted();
        // The chunk may be overwritten once the next is asked for.
        const piece = Buffer.from(chunk.subarray(at, at + pieceBytes));
        const written = sftp.write(handle, bytes, piece);
        written.catch(() => {});
        const tracked: Promise<void> = written.then(() => void under.delete(tracked));
        tracked.catch(() => {});
        under.add(tracked);
        bytes += piece.length;
        if (under.size >= atOnce) await Promise.race(under);
      }
    }
    await Promise.all(under);
    return bytes;
  }

  /** The plain rename overwrites nothing; its status does not tell why it failed. */
  async function renameNew(from: string, to: string): Promise<void> {
    try {
      await sftp.rename(wire(from), wire(to));
    } catch (error) {
      if (!(error instanceof SftpStatus) || (await sftp.lstat(wire(to)).catch(() => undefined)) === undefined) throw error;
      throw createdMeanwhile(label(to));
    }
  }

  async function list(path: string): Promise<Listing> {
    const handle = await sftp.opendir(wire(path));
    try {
      const entries: (Facts & { name: string })[] = [];
      const refused: { name: string; why: string }[] = [];
      for (let part = await sftp.readdir(handle); part !== undefined; part = await sftp.readdir(handle)) {
        signal.throwIfAborted();
        if (part.length === 0 || entries.length + refused.length > mostEntries) throw tooManyEntries(label(path));
        for (const { name: bytes, ...found } of part) {
          const name = bytes.toString();
          if (name === "." || name === "..") continue;
          if (!isUtf8(bytes)) refused.push({ name, why: "its name is not valid UTF-8" });
          else if (!isEntryName(name)) refused.push({ name: name.slice(0, shownCharacters), why: notAName });
          else entries.push({ name, ...factsOf(found) });
        }
      }
      return { entries, refused };
    } finally {
      await sftp.close(handle).catch(() => {});
    }
  }

  return {
    stat: async (path) => await orAbsent(path, () => sftp.stat(wire(path))),
    list: async (path) => await failing(path, "read", () => list(path)),
    read: async (path) => await failing(path, "read", () => read(path)),
    write,
    async makeFolder(path, mode) {
      await failing(path, "written", () => sftp.mkdir(wire(path), mode === undefined ? 0o777 : mode | 0o700));
    },
    refusal: async () => undefined,
    nameOf: (path) => (/(?:^|\/)\.{0,2}$/.test(path) ? "" : split(path)[1]),
    join,
    parentOf: (path) => split(path)[0],
    async destination(path) {
      const found = await orAbsent(path, () => sftp.lstat(wire(path)));
      return found?.kind === "link" ? await sftp.realpath(wire(path)).catch(() => path) : path;
    },
    label,
  };
}

/** The empty path is the home directory, where a session begins. */
function wire(path: string): string {
  return path === "" ? "." : path;
}

function join(path: string, below: string): string {
  if (path === "" || below === "") return path === "" ? below : path;
  return path.endsWith("/") ? `${path}${below}` : `${path}/${below}`;
}

function split(path: string): readonly [folder: string, name: string] {
  const at = path.lastIndexOf("/");
  return [at <= 0 ? path.slice(0, at + 1) : path.slice(0, at), path.slice(at + 1)];
}

/** The kinds of st_mode (inode(7)). */
const kinds: Readonly<Record<number, Facts["kind"]>> = { 0o100000: "file", 0o040000: "folder", 0o120000: "link" };

function factsOf({ permissions = 0, size }: Attributes): Facts {
  const kind = kinds[permissions & 0o170000] ?? "special";
  const mode = permissions & modeBits;
  if (kind === "file") return { kind, mode, ...(size !== undefined && { size }) };
  return kind === "folder" ? { kind, mode } : { kind };
}

function isAbsent(error: unknown): boolean {
  return error instanceof SftpStatus && error.code === statusCodes.noSuchFile;
}

/** A server's refusal as an error; others pass as they are. Version 3 has one code for most failures, and a message. */
function shown(path: string, what: "read" | "written", error: unknown): unknown {
  if (!(error instanceof SftpStatus)) return error;
  const message = `${path} cannot be ${what}`;
  if (error.code === statusCodes.noSuchFile)
    return new StudioctlError("not-found", message, { why: "there is no such file or folder", fix: "check the path", cause: error });
  if (error.code === statusCodes.permissionDenied)
    return new StudioctlError("denied", message, {
      why: "sagemaker-user may not do this",
      fix: "check its permissions in the space: ls -l",
      cause: error,
    });
  return new StudioctlError("failed", message, {
    why: `the space answers: ${error.message.slice(0, shownCharacters)}`,
    fix: "check the path and the disk of the space: df -h",
    cause: error,
  });
}
