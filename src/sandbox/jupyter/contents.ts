import { constants } from "node:fs";
import { type FileHandle, access, lstat, mkdir, open, readFile, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { basename, dirname, join, normalize, sep } from "node:path";
import { isRecord } from "../../core/collections.ts";
import { BodyTooLarge } from "../protocol/request.ts";

/*
 * Imitates the contents API of jupyter_server (services/contents/{handlers,filemanager,fileio,largefilemanager}.py) over a home
 * folder: models of files and folders, saving in one piece and in chunks, renaming and deleting. Unlike the original it follows
 * no symbolic link out of the home folder, because files outside belong to this machine.
 */

/** The original reads 512 MiB; clients send chunks of a few MiB. */
export const mostContentBytes = 64 * 1024 * 1024;

/** The server's configuration. */
export interface ContentsOptions {
  /** `ContentsManager.allow_hidden`: on in SageMaker Distribution, off by default (service-facts: Files of a Jupyter server). */
  readonly allowHidden: boolean;
  /** Of jupyter_server: its first number. */
  readonly version: 1 | 2;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: no body. */
  readonly document?: unknown;
}

/** A response that ends the request early. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly reason: string | null = null,
  ) {
    super(message);
  }
}

/** Names that no listing shows: `ContentsManager.hide_globs`. */
const unlisted = /^(?:__pycache__|\.DS_Store|.*(?:\.pyc|\.pyo|\.so|\.dylib|~))$/s;

/** Answers one request to `/api/contents/PATH`. `path` is decoded. */
export async function answerContents(
  root: string,
  options: ContentsOptions,
  request: Pick<IncomingMessage, "method"> & AsyncIterable<unknown>,
  url: URL,
  path: string,
): Promise<Reply> {
  const at = path.replaceAll(/^\/+|\/+$/g, "");
  try {
    switch (request.method) {
      case "GET":
        return { status: 200, document: await read(root, options, at, url.searchParams) };
      case "PUT":
        return await save(root, options, at, await bodyOf(request));
      case "PATCH":
        return await move(root, options, at, await bodyOf(request));
      case "DELETE":
        return await remove(root, options, at);
      default:
        return { status: 405, document: { message: "Method Not Allowed", reason: null } };
    }
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, document: { message: error.message, reason: error.reason } };
    throw error;
  }
}

async function bodyOf(request: AsyncIterable<unknown>): Promise<Readonly<Record<string, unknown>>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    if (bytes > mostContentBytes) throw new BodyTooLarge();
    pieces.push(piece);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(pieces).toString("utf8"));
    if (isRecord(body)) return body;
  } catch {
    // Refused as what follows.
  }
  throw new Refusal(400, "Invalid JSON in body of request");
}

/** The path on this machine; undefined if the path itself leads outside the home folder. */
function osPath(root: string, path: string): string {
  const found = normalize(join(root, ...path.split("/").filter((part) => part !== "")));
  if (`${found}${sep}`.startsWith(`${root}${sep}`) && !path.includes("\0"))
    return found.length > root.length ? found.replace(/[/\\]$/, "") : root;
  throw outside(path);
}

/** Whether the existing or new file is inside the home folder after resolving every symbolic link. */
export async function isInside(root: string, os: string): Promise<boolean> {
  const home = await realpath(root);
  for (let path = os; ; path = dirname(path)) {
    const real = await realpath(path).catch(() => undefined);
    if (real !== undefined) return real === home || real.startsWith(`${home}${sep}`);
    // A dangling link points to a path that could be created.
    if (await isLink(path)) return false;
    if (path === dirname(path)) return false;
  }
}

async function isLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/** Checks the path as given: `a/../b` is not hidden. */
export function isHidden(path: string): boolean {
  return normalize(path)
    .split("/")
    .some((part) => part !== "." && part.startsWith("."));
}

function outside(path: string): Refusal {
  return new Refusal(404, `${path} is outside root contents directory`);
}

const exists = async (os: string): Promise<boolean> =>
  await lstat(os).then(
    () => true,
    () => false,
  );

const kindOf = async (os: string): Promise<"file" | "folder" | "other"> =>
  await stat(os).then(
    (found) => (found.isDirectory() ? "folder" : found.isFile() ? "file" : "other"),
    () => "other",
  );

async function read(root: string, options: ContentsOptions, path: string, query: URLSearchParams): Promise<object> {
  const type = query.get("type");
  const format = query.get("format");
  const content = query.get("content") ?? "1";
  if (format !== null && format !== "text" && format !== "base64") throw new Refusal(400, `Format '${format}' is invalid`);
  if (content !== "0" && content !== "1") throw new Refusal(400, `Content '${content}' is invalid`);
  const missing = new Refusal(404, `file or directory '${path}' does not exist`);
  const os = osPath(root, path);
  if (isHidden(path) && !options.allowHidden) throw missing;
  // A link is listed; its target is not read if it is outside.
  if (!(await isInside(root, dirname(os))) && path !== "") throw missing;
  if (!(await exists(os))) throw missing;
  const leadsOut = !(await isInside(root, os));
  if (leadsOut && content === "1") throw missing;
  if (leadsOut) return await asFile(options, path, os);
  if ((await kindOf(os)) === "folder") {
    if (type !== null && type !== "directory") throw new Refusal(400, `${path} is a directory, not a ${type}`, "bad type");
    return content === "1" ? await listing(root, options, path, os) : await model(options, path, os);
  }
  if (type === "directory") throw new Refusal(400, `${path} is not a directory`, "bad type");
  const described = await model(options, path, os, type === "notebook" || type === "file" ? type : undefined);
  return content === "1" ? { ...described, ...(await contentOf(os, described["type"], format)) } : described;
}

type Model = Readonly<Record<string, unknown>>;

/** The model of an existing file without its content; a symbolic link has its own size and times. */
async function model(options: ContentsOptions, path: string, os: string, type?: "notebook" | "file"): Promise<Model> {
  const found = await lstat(os);
  const isFolder = (await kindOf(os)) === "folder";
  const name = path.slice(path.lastIndexOf("/") + 1);
  const writable = await access(os, constants.W_OK).then(
    () => true,
    () => false,
  );
  return {
    name,
    path,
    last_modified: microseconds(found.mtimeMs),
    created: microseconds(found.ctimeMs),
    content: null,
    format: null,
    mimetype: isFolder ? null : (mimeOf(name) ?? null),
    size: isFolder ? null : found.size,
    writable,
    ...(options.version === 2 && { hash: null, hash_algorithm: null }),
    type: isFolder ? "directory" : (type ?? (name.endsWith(".ipynb") ? "notebook" : "file")),
  };
}

/** As Python writes a time in UTC: without a fraction if it is zero. */
function microseconds(time: number): string {
  const whole = new Date(Math.floor(time)).toISOString();
  const fraction = Math.floor((time % 1000) * 1000);
  return fraction === 0 ? whole.replace(/\.\d+Z$/, "Z") : whole.replace(/\.\d+Z$/, `.${String(fraction).padStart(6, "0")}Z`);
}

/** A link that leads outside the home folder: its target is not described. */
async function asFile(options: ContentsOptions, path: string, os: string): Promise<Model> {
  const { size } = await lstat(os);
  return { ...(await model(options, path, os)), mimetype: mimeOf(path) ?? null, size, writable: false, type: "file" };
}

async function listing(root: string, options: ContentsOptions, path: string, os: string): Promise<Model> {
  const content: Model[] = [];
  for (const name of await readdir(os)) {
    const below = join(os, name);
    const found = await lstat(below).catch(() => undefined);
    if (found === undefined || !(found.isFile() || found.isDirectory() || found.isSymbolicLink())) continue;
    if (unlisted.test(name) || (name.startsWith(".") && !options.allowHidden)) continue;
    const at = path === "" ? name : `${path}/${name}`;
    if (found.isSymbolicLink() && !(await isInside(root, below))) {
      content.push(await asFile(options, at, below));
    } else {
      content.push(await model(options, at, below));
    }
  }
  return { ...(await model(options, path, os)), content, format: "json" };
}

async function contentOf(os: string, type: unknown, format: string | null): Promise<Model> {
  if ((await kindOf(os)) !== "file") throw new Refusal(400, `Cannot read non-file ${os}`);
  const bytes = await readFile(os).catch((error: unknown) => {
    throw refusalOf(error, basename(os));
  });
  const text = bytes.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(bytes);
  if (type === "notebook") {
    try {
      return { content: JSON.parse(text) as unknown, format: "json", mimetype: null };
    } catch {
      throw new Refusal(400, `Unreadable Notebook: ${os}`);
    }
  }
  if (format === "text" && !isText) throw new Refusal(400, `${os} is not UTF-8 encoded`, "bad format");
  const asText = format !== "base64" && isText;
  const content = asText ? text : wrapped(bytes.toString("base64"));
  const given = mimeOf(basename(os));
  return { content, format: asText ? "text" : "base64", mimetype: given ?? (asText ? "text/plain" : "application/octet-stream") };
}

/** Base64 as Python's `encodebytes` writes it: lines of 76 characters. */
function wrapped(base64: string): string {
  return base64.replaceAll(/.{1,76}/g, "$&\n");
}

const saved: ReadonlySet<unknown> = new Set(["file", "notebook", "directory"]);

async function save(root: string, options: ContentsOptions, path: string, body: Model): Promise<Reply> {
  if (typeof body["copy_from"] === "string") throw new Refusal(400, "Cannot copy with PUT, only POST");
  const os = osPath(root, path);
  if (isHidden(path) && !options.allowHidden) throw new Refusal(400, `Cannot create file or directory '${path}'`);
  if (!(await isInside(root, os))) throw outside(path);
  const was = await kindOf(os);
  const { chunk } = body;
  const type = body["type"] ?? (was === "file" ? undefined : path.endsWith(".ipynb") ? "notebook" : "file");
  if (type === undefined) throw new Refusal(400, "No file type provided");
  if (!saved.has(type)) throw new Refusal(400, `Unhandled contents type: ${JSON.stringify(type)}`);
  if (chunk !== undefined && chunk !== null && type !== "file") {
    throw new Refusal(400, `File type ${JSON.stringify(type)} is not supported for large file transfer`);
  }
  const content = body["content"] ?? (was === "file" ? undefined : "");
  if (content === undefined && type !== "directory") throw new Refusal(400, "No file content provided");
  try {
    if (type === "directory") await makeFolder(os, was);
    else if (type === "notebook") await writeFile(os, JSON.stringify(content, undefined, 1));
    else await writeBytes(os, bytesOf(os, content, body["format"] ?? (content === "" ? "text" : undefined)), chunk);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refusalOf(error, path);
  }
  return located(was === "file" ? 200 : 201, await model(options, path, os), path);
}

async function makeFolder(os: string, was: "file" | "folder" | "other"): Promise<void> {
  if (was === "folder") return;
  if (await exists(os)) throw new Refusal(400, `Not a directory: ${os}`);
  await mkdir(os);
}

function bytesOf(os: string, content: unknown, format: unknown): Buffer {
  if (format !== "text" && format !== "base64") throw new Refusal(400, "Must specify format of file contents as 'text' or 'base64'");
  if (typeof content !== "string") throw new Refusal(400, `Encoding error saving ${os}`);
  return Buffer.from(content, format === "text" ? "utf8" : "base64");
}

/** The first chunk begins the file; the others, also the last, which is -1, are appended. */
async function writeBytes(os: string, bytes: Buffer, chunk: unknown): Promise<void> {
  const appended = chunk !== undefined && chunk !== null && chunk !== 1;
  let file: FileHandle | undefined;
  try {
    file = await open(os, appended ? "a" : "w");
    await file.writeFile(bytes);
  } finally {
    await file?.close();
  }
}

const errnos: Readonly<Record<string, readonly [number, string]>> = {
  ENOENT: [2, "No such file or directory"],
  EISDIR: [21, "Is a directory"],
  ENOTDIR: [20, "Not a directory"],
  EFBIG: [27, "File too large"],
  ENOSPC: [28, "No space left on device"],
  EROFS: [30, "Read-only file system"],
  ENAMETOOLONG: [36, "File name too long"],
  EDQUOT: [122, "Disk quota exceeded"],
};

function refusalOf(error: unknown, path: string): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EACCES" || code === "EPERM") return new Refusal(403, `Permission denied: ${path}`);
  const [number, text] = errnos[code] ?? [5, "Input/output error"];
  return new Refusal(500, `Unexpected error while saving file: ${path} [Errno ${number}] ${text}`);
}

async function move(root: string, options: ContentsOptions, path: string, body: Model): Promise<Reply> {
  const wanted = typeof body["path"] === "string" ? body["path"].replaceAll(/^\/+|\/+$/g, "") : path;
  const from = osPath(root, path);
  const to = osPath(root, wanted);
  if ((isHidden(path) || isHidden(wanted)) && !options.allowHidden) throw new Refusal(400, `Cannot rename file or directory '${path}'`);
  // A link itself may be moved; the folders of both must be inside.
  if (!(await isInside(root, dirname(from))) || !(await isInside(root, dirname(to)))) {
    throw outside(path);
  }
  if (options.version === 2 && !(await exists(from))) throw new Refusal(404, `file or directory does not exist: '${path}'`);
  if (path !== wanted) {
    const taken = await stat(to).catch(() => undefined);
    const own = await stat(from).catch(() => undefined);
    if (taken !== undefined && !(taken.ino === own?.ino && taken.dev === own.dev)) throw new Refusal(409, `File already exists: ${wanted}`);
    // Python's shutil.move copies a folder where it cannot rename it, and then makes the folders above.
    if ((await kindOf(from)) === "folder" && !(await exists(dirname(to)))) await mkdir(dirname(to), { recursive: true });
    await rename(from, to).catch((error: unknown) => {
      const refusal = refusalOf(error, path);
      if (refusal instanceof Refusal && refusal.status === 403) throw refusal;
      throw new Refusal(500, `Unknown error renaming file: ${path} ${refusal.message.replace(/^.*(?=\[Errno)/s, "")}`);
    });
  }
  if (!(await exists(to))) throw new Refusal(404, `file or directory does not exist: '${wanted}'`);
  return located(200, await model(options, wanted, to), wanted);
}

/** Removed permanently, as in SageMaker Distribution (service-facts: Files of a Jupyter server). */
async function remove(root: string, options: ContentsOptions, path: string): Promise<Reply> {
  const os = osPath(root, path);
  if (isHidden(path) && !options.allowHidden) throw new Refusal(400, `Cannot delete file or directory '${path}'`);
  if (path === "" || os === root) throw new Refusal(400, "Can't delete root");
  if (!(await isInside(root, dirname(os))) || !(await exists(os))) throw new Refusal(404, `file or directory does not exist: '${path}'`);
  await rm(os, { recursive: true }).catch((error: unknown) => {
    throw refusalOf(error, path);
  });
  return { status: 204 };
}

function located(status: number, document: Model, path: string): Reply {
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  return { status, headers: { Location: `/api/contents/${escaped}` }, document };
}

const mimes: Readonly<Record<string, string>> = {
  bin: "application/octet-stream",
  csv: "text/csv",
  css: "text/css",
  gz: "application/gzip",
  htm: "text/html",
  html: "text/html",
  ipynb: "application/x-ipynb+json",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  pdf: "application/pdf",
  png: "image/png",
  py: "text/x-python",
  sh: "application/x-sh",
  so: "application/octet-stream",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  txt: "text/plain",
  xml: "text/xml",
  zip: "application/zip",
};

/** The types of common files; undefined for others. */
export function mimeOf(name: string): string | undefined {
  const ending = /\.([^.]+)$/.exec(name)?.[1];
  return ending === undefined || ending === "ipynb" ? undefined : mimes[ending.toLowerCase()];
}
