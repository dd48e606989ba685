import { constants, type Stats } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rmdir,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  chmod,
} from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Attributes, FileEntry, InputAttributes, SFTPWrapper } from "ssh2";
import { containerUser } from "../shells/environment.ts";

/*
 * The sftp subsystem, version 3 (draft-ietf-secsh-filexfer-02), which scp uses too. Paths are those of this machine, as in a
 * shell; relative ones begin in the scratch home, and the container's home path maps to it.
 */

/** draft-ietf-secsh-filexfer-02, section 7 and 6.3. */
const status = { ok: 0, endOfFile: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;
const flag = { read: 1, write: 2, append: 4, create: 8, truncate: 16, exclusive: 32 } as const;

const mostRead = 256 * 1_024;
/** The number of folder entries in one response. */
const mostNames = 100;

interface Folder {
  readonly path: string;
  readonly left: string[];
}

/** Serves one client until its channel ends. */
export function serveSftp(sftp: SFTPWrapper, home: string): void {
  const opened = new Map<number, FileHandle | Folder>();
  let next = 0;
  const pathOf = (path: string): string => resolve(home, path.replace(new RegExp(`^/home/${containerUser}(?=/|$)`), home));
  const keep = (thing: FileHandle | Folder): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(next);
    opened.set(next, thing);
    next += 1;
    return bytes;
  };
  const fileOf = (handle: Buffer): FileHandle => {
    const thing = opened.get(numberOf(handle));
    if (thing === undefined || "left" in thing) throw new Error("Invalid handle");
    return thing;
  };
  let last: Promise<void> = Promise.resolve();
  /**
   * Answers with what the work returns, or with the status of its error. One request after another, as sftp-server does: with responses in
   * another order, scp assumes an interrupted transfer and truncates the file.
   */
  const answer = <T>(id: number, work: () => Promise<T>, tell: (value: T) => void): void => {
    last = last.then(work).then(tell, (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      sftp.status(id, statusOf(error), message);
    });
  };
  const done = (id: number, work: () => Promise<unknown>): void => answer(id, work, () => sftp.status(id, status.ok));

  const folderOf = (handle: Buffer): Folder => {
    const thing = opened.get(numberOf(handle));
    if (thing === undefined || !("left" in thing)) throw new Error("Invalid handle");
    return thing;
  };
  const close = async (handle: Buffer): Promise<void> => {
    const thing = opened.get(numberOf(handle));
    opened.delete(numberOf(handle));
    if (thing !== undefined && !("left" in thing)) await thing.close();
  };
  const tellStats = (id: number) => (stats: Stats) => sftp.attrs(id, attributes(stats));

  sftp
    .on("OPEN", (id, name, flags, { mode }) =>
      answer(
        id,
        () => open(pathOf(name), openFlags(flags), mode & 0o7777),
        (file) => sftp.handle(id, keep(file)),
      ),
    )
    .on("READ", (id, handle, offset, length) =>
      answer(
        id,
        () => readPart(fileOf(handle), offset, Math.min(length, mostRead)),
        (data) => (data.length === 0 ? sftp.status(id, status.endOfFile) : sftp.data(id, data)),
      ),
    )
    .on("WRITE", (id, handle, offset, data) => {
      // The connection reuses its buffer.
      const whole = Buffer.from(data);
      done(id, async () => await writeAll(fileOf(handle), whole, offset));
    })
    .on("FSTAT", (id, handle) => answer(id, async () => await fileOf(handle).stat(), tellStats(id)))
    .on("FSETSTAT", (id, handle, wanted) => done(id, async () => await setFile(fileOf(handle), wanted)))
    .on("CLOSE", (id, handle) => done(id, () => close(handle)))
    .on("OPENDIR", (id, path) =>
      answer(
        id,
        () => readdir(pathOf(path)),
        (names) => sftp.handle(id, keep({ path: pathOf(path), left: [".", "..", ...names] })),
      ),
    )
    .on("READDIR", (id, handle) =>
      answer(
        id,
        async () => await nextEntries(folderOf(handle)),
        (entries) => (entries === undefined ? sftp.status(id, status.endOfFile) : sftp.name(id, [...entries])),
      ),
    )
    .on("STAT", (id, path) => answer(id, () => stat(pathOf(path)), tellStats(id)))
    .on("LSTAT", (id, path) => answer(id, () => lstat(pathOf(path)), tellStats(id)))
    .on("SETSTAT", (id, path, wanted) => done(id, () => setPath(pathOf(path), wanted)))
    .on("REMOVE", (id, path) => done(id, () => unlink(pathOf(path))))
    .on("RMDIR", (id, path) => done(id, () => rmdir(pathOf(path))))
    .on("MKDIR", (id, path, { mode }) => done(id, () => mkdir(pathOf(path), mode & 0o7777)))
    .on("RENAME", (id, from, to) => done(id, () => renameAnew(pathOf(from), pathOf(to))))
    .on("SYMLINK", (id, link, target) => done(id, () => symlink(target, pathOf(link))))
    .on("READLINK", (id, path) =>
      answer(
        id,
        () => readlink(pathOf(path)),
        (target) => sftp.name(id, [named(target)]),
      ),
    )
    .on("REALPATH", (id, path) =>
      answer(
        id,
        () => realpath(pathOf(path)).catch(() => pathOf(path)),
        (real) => sftp.name(id, [named(real)]),
      ),
    )
    .on("end", () => {
      void last.then(() => leave(sftp));
    })
    .on("close", () => {
      for (const thing of opened.values()) if (!("left" in thing)) void thing.close().catch(() => {});
      opened.clear();
    });
}

/** Without an exit status scp and sftp report a failure. The library sends it only for other channels. */
function leave(sftp: SFTPWrapper): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Channel.exit of ssh2 uses
  const { _protocol: protocol, outgoing } = sftp as unknown as Internals;
  protocol.exitStatus(outgoing.id, 0);
  sftp.end();
}

function numberOf(handle: Buffer): number {
  return handle.length === 4 ? handle.readUInt32BE(0) : -1;
}

interface Internals {
  readonly _protocol: { exitStatus(channel: number, code: number): void };
  readonly outgoing: { readonly id: number };
}

async function nextEntries({ path, left }: Folder): Promise<readonly FileEntry[] | undefined> {
  const names = left.splice(0, mostNames);
  return names.length === 0 ? undefined : (await Promise.all(names.map((name) => entry(path, name)))).flat();
}

async function readPart(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const data = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(data, 0, length, offset);
  return data.subarray(0, bytesRead);
}

async function writeAll(file: FileHandle, whole: Buffer, offset: number): Promise<void> {
  for (let written = 0; written < whole.length;) {
    const { bytesWritten } = await file.write(whole, written, whole.length - written, offset + written);
    written += bytesWritten;
  }
}

function openFlags(flags: number): number {
  const has = (one: number): boolean => (flags & one) !== 0;
  const access = has(flag.write) ? (has(flag.read) ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
  return (
    access |
    (has(flag.create) ? constants.O_CREAT : 0) |
    (has(flag.truncate) ? constants.O_TRUNC : 0) |
    (has(flag.exclusive) ? constants.O_EXCL : 0)
  );
}

async function setFile(file: FileHandle, { mode, size, atime, mtime }: InputAttributes): Promise<void> {
  if (size !== undefined) await file.truncate(size);
  if (mode !== undefined) await file.chmod(Number(mode) & 0o7777);
  if (atime !== undefined && mtime !== undefined) await file.utimes(atime, mtime);
}

async function setPath(path: string, { mode, size, atime, mtime }: InputAttributes): Promise<void> {
  if (size !== undefined) await truncate(path, size);
  if (mode !== undefined) await chmod(path, Number(mode) & 0o7777);
  if (atime !== undefined && mtime !== undefined) await utimes(path, atime, mtime);
}

/** Version 3 does not overwrite. */
async function renameAnew(from: string, to: string): Promise<void> {
  const there = await lstat(to).catch(() => undefined);
  if (there !== undefined) throw new Error("File exists");
  await rename(from, to);
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return status.noSuchFile;
  return code === "EACCES" || code === "EPERM" ? status.permissionDenied : status.failure;
}

function attributes({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): Attributes {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

const nothing: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function named(filename: string): FileEntry {
  return { filename, longname: filename, attrs: nothing };
}

/** An entry that has disappeared is left out. */
async function entry(folder: string, filename: string): Promise<readonly FileEntry[]> {
  const stats = await lstat(join(folder, filename)).catch(() => undefined);
  if (stats === undefined) return [];
  return [{ filename, longname: longName(filename, stats), attrs: attributes(stats) }];
}

/** As `ls -l` prints it. */
function longName(name: string, stats: Stats): string {
  const kind = stats.isDirectory() ? "d" : stats.isSymbolicLink() ? "l" : "-";
  const bits = Array.from("rwxrwxrwx", (letter, place) => ((stats.mode & (0o400 >> place)) === 0 ? "-" : letter));
  const date = stats.mtime.toISOString();
  return `${kind}${bits.join("")} ${stats.nlink} ${stats.uid} ${stats.gid} ${String(stats.size).padStart(8)} ${date.slice(0, 10)} ${date.slice(11, 16)} ${name}`;
}
