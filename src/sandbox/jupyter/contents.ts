import { type FileHandle, mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { dirname } from "node:path";
import { isRecord } from "../../core/collections.ts";
import { BodyTooLarge } from "../protocol/request.ts";
import { type ContentsOptions, type Model, model, read } from "./contents-models.ts";
import { Refusal, exists, isHidden, isInside, kindOf, osPath, outside, refusalOf } from "./home-files.ts";

/*
 * Imitates the contents API of jupyter_server (services/contents/{handlers,filemanager,fileio,largefilemanager}.py) over a home
 * folder: models of files and folders, saving in one piece and in chunks, renaming and deleting. Unlike the original it follows
 * no symbolic link out of the home folder, because files outside belong to this machine.
 */

/** The original reads 512 MiB; clients send chunks of a few MiB. */
export const mostContentBytes = 64 * 1024 * 1024;

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: no body. */
  readonly document?: unknown;
}

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
