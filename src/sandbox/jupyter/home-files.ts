import { lstat, realpath, stat } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";

/*
 * The files of a home folder as a Jupyter server sees them: which path is inside, what is hidden, and how a request is refused. Unlike the
 * original it follows no symbolic link out of the home folder, because files outside belong to this machine.
 */

/** A response that ends the request early. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly reason: string | null = null,
  ) {
    super(message);
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

export function refusalOf(error: unknown, path: string): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EACCES" || code === "EPERM") return new Refusal(403, `Permission denied: ${path}`);
  const [number, text] = errnos[code] ?? [5, "Input/output error"];
  return new Refusal(500, `Unexpected error while saving file: ${path} [Errno ${number}] ${text}`);
}

/** The path on this machine; undefined if the path itself leads outside the home folder. */
export function osPath(root: string, path: string): string {
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

export function outside(path: string): Refusal {
  return new Refusal(404, `${path} is outside root contents directory`);
}

export const exists = async (os: string): Promise<boolean> =>
  await lstat(os).then(
    () => true,
    () => false,
  );

export const kindOf = async (os: string): Promise<"file" | "folder" | "other"> =>
  await stat(os).then(
    (found) => (found.isDirectory() ? "folder" : found.isFile() ? "file" : "other"),
    () => "other",
  );

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
