import { constants } from "node:fs";
import { access, lstat, readFile, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Refusal, exists, isHidden, isInside, kindOf, mimeOf, osPath, refusalOf } from "./home-files.ts";

/*
 * Models of files and folders, as the contents API of jupyter_server gives them (services/contents/{filemanager,fileio}.py).
 */

/** The server's configuration. */
export interface ContentsOptions {
  /** `ContentsManager.allow_hidden`: on in SageMaker Distribution, off by default (service-facts: Files of a Jupyter server). */
  readonly allowHidden: boolean;
  /** Of jupyter_server: its first number. */
  readonly version: 1 | 2;
}

/** Names that no listing shows: `ContentsManager.hide_globs`. */
const unlisted = /^(?:__pycache__|\.DS_Store|.*(?:\.pyc|\.pyo|\.so|\.dylib|~))$/s;

export async function read(root: string, options: ContentsOptions, path: string, query: URLSearchParams): Promise<object> {
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

export type Model = Readonly<Record<string, unknown>>;

/** The model of an existing file without its content; a symbolic link has its own size and times. */
export async function model(options: ContentsOptions, path: string, os: string, type?: "notebook" | "file"): Promise<Model> {
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
