import { createHash, randomBytes } from "node:crypto";
import { isEntryName, notAName } from "../core/copy/entries.ts";
import { changedWhileRead, createdMeanwhile, withLeftDraft } from "../core/copy/faults.ts";
import type { Facts } from "../core/copy/plan.ts";
import { temporaryName } from "../core/copy/temporary.ts";
import { StudioctlError, isError, withNote } from "../core/errors.ts";
import { untilAborted } from "../core/time-limit.ts";
import { isRecord } from "../core/collections.ts";
import { chunkEncoder, inChunks } from "./chunks.ts";
import { reasonIn, refusedBy } from "./contents-errors.ts";
import type { FileSide, Listing, Reading, WriteOptions } from "../ports/file-side.ts";
import type { JupyterRequest, JupyterResponse, JupyterSession } from "../ports/jupyter.ts";

/*
 * The files of a Jupyter server as a side of a copy (service-facts: Files of a Jupyter server). Downloads stream from `/files`, since the contents
 * API takes several times a file's size of the user's memory; uploads go in chunks to a temporary name, which is then renamed.
 */

/** The server reads a file in pieces of this size (tornado, StaticFileHandler.get_content): one of a single piece cannot change midway. */
const atOnceBytes = 64 * 1024;

/** The time limit of the cleanup after an abort. */
const cleanupMilliseconds = 15_000;

/** Of a name that is not a file's. */
const shownCharacters = 200;

const hiddenWhy = "this Jupyter server does not give out or take hidden files, whose names begin with a dot";

/** The home directory that a signed-in session reaches. `target` names it in messages: `nlp-notebooks`. */
export function jupyterFiles(session: JupyterSession, target: string, signal: AbortSignal): FileSide {
  return new JupyterFiles(session, target, signal);
}

class JupyterFiles implements FileSide {
  readonly blindSpots =
    "Jupyter lists no pipes, sockets, __pycache__, *.pyc, *.pyo, *.so, *.dylib, *~ and .DS_Store, and shows symbolic links as what they lead to";
  #hidden: Promise<boolean> | undefined;

  constructor(
    private readonly session: JupyterSession,
    private readonly target: string,
    private readonly signal: AbortSignal,
  ) {}

  label(path: string): string {
    return `"${this.target}:${path}"`;
  }

  nameOf(path: string): string {
    return path.slice(path.lastIndexOf("/") + 1);
  }

  join(path: string, below: string): string {
    return path === "" ? below : `${path}/${below}`;
  }

  parentOf(path: string): string {
    return path.slice(0, Math.max(0, path.lastIndexOf("/")));
  }

  /** The server follows symbolic links itself. */
  async destination(path: string): Promise<string> {
    return path;
  }

  async stat(path: string): Promise<Facts | undefined> {
    const response = await this.#send({ method: "GET", path: contents(path), query: { content: "0" } });
    if (response.status === 404) return undefined;
    return factsOf(this.#model(response, path), this.label(path));
  }

  async list(path: string): Promise<Listing> {
    const response = await this.#send({ method: "GET", path: contents(path), query: { content: "1", type: "directory" } });
    const { content } = this.#model(response, path);
    if (!Array.isArray(content)) throw this.#strange(path, "it lists something else than files");
    const entries: (Facts & { name: string })[] = [];
    const refused: { name: string; why: string }[] = [];
    for (const each of content) {
      if (!isRecord(each) || typeof each["name"] !== "string") throw this.#strange(path, "it lists a file without a name");
      const { name } = each;
      const why = unsafe(name);
      if (why === undefined) entries.push({ name, ...factsOf(each, this.label(path)) });
      else refused.push({ name: name.slice(0, shownCharacters), why });
    }
    return { entries, refused, ...identityOf(content) };
  }

  async read(path: string): Promise<Reading> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.signal, over.signal]);
    const { status, headers, body } = await this.session.stream({ path: `/files/${encoded(path)}` }, signal);
    const size = Number(headers["content-length"]);
    const close = async (): Promise<void> => over.abort(new StudioctlError("failed", "the file is not read any further"));
    if (status !== 200 || !Number.isSafeInteger(size) || headers["content-length"] === undefined) {
      await close();
      throw this.#unread(path, status);
    }
    const chunks = this.#counted(path, body, size, headers["last-modified"]);
    return { size, chunks, close };
  }

  #unread(path: string, status: number): StudioctlError {
    const label = this.label(path);
    if (status === 404)
      return new StudioctlError("not-found", `${label} cannot be read`, { why: "it is gone, or hidden", fix: "check the path" });
    if (status === 403) {
      return new StudioctlError("denied", `${label} cannot be read`, {
        why: "the app's user may not read it, or it is a symbolic link out of the home directory",
        fix: "check its permissions in the app: ls -l",
      });
    }
    return new StudioctlError("unavailable", `${label} cannot be read`, { why: `the server answered ${status}`, fix: "try again" });
  }

  async *#counted(path: string, body: AsyncIterable<Uint8Array>, size: number, modified: unknown): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    try {
      for await (const piece of body) {
        bytes += piece.length;
        yield piece;
      }
    } catch (error) {
      // A file that became shorter cannot fill the length that was announced: the server then drops the connection.
      if (await this.#isChanged(path, size, modified)) throw changedWhileRead(this.label(path));
      throw error;
    }
    if (bytes !== size || (size > atOnceBytes && (await this.#isChanged(path, size, modified)))) throw changedWhileRead(this.label(path));
  }

  /** By its last byte, whose headers tell size and time: HEAD fails on version 1 (service-facts: Files of a Jupyter server). */
  async #isChanged(path: string, size: number, modified: unknown): Promise<boolean> {
    this.signal.throwIfAborted();
    const over = new AbortController();
    try {
      const signal = AbortSignal.any([this.signal, over.signal]);
      const { status, headers } = await this.session.stream({ path: `/files/${encoded(path)}`, from: Math.max(0, size - 1) }, signal);
      const range = String(headers["content-range"] ?? "");
      const now = status === 200 ? Number(headers["content-length"]) : Number(/\/(\d+)$/.exec(range)?.[1]);
      return now !== size || headers["last-modified"] !== modified;
    } finally {
      over.abort(new StudioctlError("failed", "the rest is not read"));
    }
  }

  async makeFolder(path: string): Promise<void> {
    const response = await this.#send({ method: "PUT", path: contents(path), body: { type: "directory" } });
    if (!isDone(response)) throw refusedBy(response, this.label(path));
  }

  async write(path: string, chunks: AsyncIterable<Uint8Array>, { replace }: WriteOptions): Promise<number> {
    const name = this.nameOf(path);
    const beside = (ending: "part" | "old"): string =>
      path.slice(0, path.length - name.length) + temporaryName(name, randomBytes(4).toString("hex"), ending);
    const part = beside("part");
    let bytes: number;
    try {
      // The source may be a stream that pauses for a long time.
      bytes = await untilAborted(this.signal, this.#upload(part, path, chunks));
      if (replace) await this.#replace(part, path, beside("old"));
      else await this.#rename(part, path, path);
    } catch (error) {
      throw await this.#removed(part, error);
    }
    return bytes;
  }

  /** Sends a file in chunks to a temporary name. The server says the size after each, and it has to be what was sent. */
  async #upload(part: string, path: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
    const encode = chunkEncoder();
    let [number, sent] = [0, 0];
    for await (const { chunk, last } of inChunks(pieces)) {
      number += 1;
      sent += chunk.length;
      // A file in one piece is saved as such.
      const place = number === 1 && last ? {} : { chunk: last ? -1 : number };
      const size = await this.#sendChunk(part, path, encode(chunk, place), { before: sent - chunk.length, after: sent });
      if (size !== sent) {
        throw new StudioctlError("unavailable", `${this.label(path)} cannot be written`, {
          why: `the server has ${String(size)} bytes of it, and ${sent} were sent`,
          fix: "try again",
        });
      }
    }
    return sent;
  }

  /**
   * The size after a chunk. It is appended, so it must not be sent twice: where the connection is lost, the size tells whether it
   * arrived, and it is sent once more only if nothing of it did.
   */
  async #sendChunk(
    part: string,
    path: string,
    body: Uint8Array,
    sizes: { readonly before: number; readonly after: number },
  ): Promise<unknown> {
    const request = { method: "PUT", path: contents(part), body, once: true } as const;
    try {
      return this.#model(await this.#send(request), path)["size"];
    } catch (error) {
      if (!isError(error, "unavailable") || !(error.cause instanceof Error)) throw error;
      const there = await this.stat(part);
      if (there?.size === sizes.after) return sizes.after;
      if ((there?.size ?? 0) !== sizes.before) throw error;
      return this.#model(await this.#send(request), path)["size"];
    }
  }

  /**
   * PATCH overwrites nothing, so the file that is there steps aside first, and comes back where the new one cannot take its
   * name: at each moment both are whole, under one name or another. Only the name is absent for a moment.
   */
  async #replace(part: string, path: string, old: string): Promise<void> {
    await this.#rename(path, old, path);
    try {
      await this.#rename(part, path, path);
    } catch (error) {
      try {
        await this.#rename(old, path, path, this.#last());
      } catch {
        throw withNote(error, `the file that was there is now ${this.label(old)}`);
      }
      throw error;
    }
    const response = await this.#send({ method: "DELETE", path: contents(old) }, this.#last());
    if (!isDone(response) && response.status !== 404) {
      throw new StudioctlError("failed", `the file that ${this.label(path)} has replaced cannot be removed`, {
        why: reasonIn(response),
        fix: `remove ${this.label(old)} yourself`,
      });
    }
  }

  async #rename(from: string, to: string, path: string, signal = this.signal): Promise<void> {
    const response = await this.#send({ method: "PATCH", path: contents(from), body: { path: to } }, signal);
    if (response.status === 409) {
      throw createdMeanwhile(this.label(path));
    }
    if (!isDone(response)) throw refusedBy(response, this.label(path));
  }

  /** The error, once the temporary file is gone; with its name if it cannot be removed. */
  async #removed(part: string, error: unknown): Promise<unknown> {
    try {
      const response = await this.#send({ method: "DELETE", path: contents(part) }, this.#last());
      if (isDone(response) || response.status === 404) return error;
    } catch {}
    return withLeftDraft(error, this.label(part));
  }

  /** For steps that are needed even after an abort. */
  #last(): AbortSignal {
    return AbortSignal.timeout(cleanupMilliseconds);
  }

  /**
   * A server that takes no hidden names refuses to delete one that is not there (400), and one that takes them does not find it
   * (404): nothing changes either way (service-facts: Files of a Jupyter server).
   */
  async refusal(name: string): Promise<string | undefined> {
    if (!name.startsWith(".") || name === "." || name === "..") return undefined;
    const absent = `.studioctl-${randomBytes(8).toString("hex")}`;
    this.#hidden ??= this.#send({ method: "DELETE", path: contents(absent) }).then(({ status }) => status !== 400);
    return (await this.#hidden) ? undefined : hiddenWhy;
  }

  #send(request: JupyterRequest, signal = this.signal): Promise<JupyterResponse> {
    return this.session.request(request, signal);
  }

  #model(response: JupyterResponse, path: string): Readonly<Record<string, unknown>> {
    if (response.status === 200 || response.status === 201) {
      if (isRecord(response.json)) return response.json;
      throw this.#strange(path, "it answers something else than a file");
    }
    throw refusedBy(response, this.label(path));
  }

  #strange(path: string, why: string): StudioctlError {
    return new StudioctlError("unavailable", `the Jupyter server gives no usable response for ${this.label(path)}`, {
      why,
      fix: "try again, or use --via ssh",
    });
  }
}

const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
const contents = (path: string): string => `/api/contents/${encoded(path)}`;
const isDone = ({ status }: JupyterResponse): boolean => status >= 200 && status < 300;

function isSize(size: unknown): size is number {
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
}

function factsOf(model: Readonly<Record<string, unknown>>, label: string): Facts {
  const { type, size } = model;
  if (type === "directory") return { kind: "folder" };
  if (type === "file" || type === "notebook") return { kind: "file", ...(isSize(size) && { size }) };
  throw new StudioctlError("unavailable", `the Jupyter server gives no usable response for ${label}`, {
    why: "it lists something that is no file or folder",
  });
}

/** Why a name cannot be a file's: the server runs its user's code, and a name decides where a file is written on this machine. */
function unsafe(name: string): string | undefined {
  if (!isEntryName(name)) return notAName;
  // How Python writes the bytes of a name that is not UTF-8.
  return /\p{Cs}/u.test(name) ? "its name is not valid UTF-8, which Jupyter's addresses cannot carry" : undefined;
}

/**
 * Two listings with the same entries down to the microsecond of their times are of one folder, reached by two paths. A folder
 * without folders below leads nowhere.
 */
function identityOf(content: readonly unknown[]): { identity?: string } {
  const entries = content.filter(isRecord);
  if (!entries.some(({ type }) => type === "directory")) return {};
  const lines = entries.map(({ name, type, size, created, last_modified: modified }) =>
    JSON.stringify([name, type, size, created, modified]),
  );
  const identity = createHash("sha256");
  for (const line of lines.toSorted((a, b) => (a < b ? -1 : 1))) identity.update(`${line}\n`);
  return { identity: identity.digest("hex") };
}
