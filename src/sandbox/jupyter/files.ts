import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ContentsOptions } from "./contents-models.ts";
import { isHidden, isInside, mimeOf } from "./home-files.ts";

/*
 * Imitates `/files/PATH` of jupyter_server: a file's unchanged bytes, in parts if a Range is requested
 * (jupyter_server/base/handlers.py, AuthenticatedFileHandler; tornado/web.py, StaticFileHandler, whose current version follows
 * no symbolic link out of the folder that it serves).
 */

type Refuse = (status: number, message: string) => void;

/** Answers a GET or HEAD. `path` is decoded; `refuse` sends the page of an error. */
export async function answerFiles(
  root: string,
  { allowHidden }: ContentsOptions,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  refuse: Refuse,
): Promise<void> {
  if (path.includes("\0")) return refuse(404, "Not Found");
  const os = normalize(join(root, path));
  if (!`${os}${sep}`.startsWith(`${root}${sep}`)) return refuse(403, "Forbidden");
  if (isHidden(path.replace(/^\/+/, "")) && !allowHidden) return refuse(404, "Not Found");
  const found = await stat(os).catch(() => undefined);
  if (found === undefined) return refuse(404, "Not Found");
  if (!(await isInside(root, os)) || !found.isFile()) return refuse(403, "Forbidden");
  const { size } = found;
  const name = basename(os);
  const headers: Record<string, string | number> = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-cache",
    "Content-Type": typeOf(name),
    "Last-Modified": new Date(Math.floor(found.mtimeMs)).toUTCString(),
    ...(name.endsWith(".ipynb") && { "Content-Disposition": `attachment; filename*=utf-8''${encodeURIComponent(name)}` }),
  };
  const range = rangeOf(request.headers.range, size);
  if (range === "unsatisfiable") {
    response.writeHead(416, { "Content-Type": "text/plain", "Content-Range": `bytes */${size}` }).end();
    return;
  }
  const [first, last] = range ?? [0, size - 1];
  const part = range !== undefined && !(first === 0 && last === size - 1);
  response.writeHead(part ? 206 : 200, {
    ...headers,
    "Content-Length": last - first + 1,
    ...(part && { "Content-Range": `bytes ${first}-${last}/${size}` }),
  });
  if (request.method === "HEAD" || size === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(os, { start: first, end: last }), response).catch(() => response.destroy());
}

function typeOf(name: string): string {
  if (name.endsWith(".ipynb")) return "application/x-ipynb+json";
  const mime = mimeOf(name) ?? "application/octet-stream";
  return mime === "text/plain" ? "text/plain; charset=UTF-8" : mime;
}

/** First and last byte of the requested range; undefined for an invalid range, which is ignored (tornado). */
function rangeOf(header: string | undefined, size: number): readonly [first: number, last: number] | "unsatisfiable" | undefined {
  const [, from = "", to = ""] = /^\s*bytes\s*=\s*(\d*)-(\d*)\s*$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") return Number(to) === 0 ? "unsatisfiable" : [Math.max(0, size - Number(to)), size - 1];
  const first = Number(from);
  if (first >= size) return "unsatisfiable";
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return last < first ? "unsatisfiable" : [first, last];
}
