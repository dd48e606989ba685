import { createReadStream, readFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { createGunzip, gunzipSync } from "node:zlib";
import { StudioctlError, codeOf } from "../core/errors.ts";
import { privateFileMode, requireNoPlantedLink } from "./own-folder.ts";

/** Lines are written in batches of about this many characters, each with one write. */
const batchLength = 64 * 1_024;

/**
 * Adds lines to a file that several processes add to at once: each batch is one write at the file's end, which
 * local file systems do not mix with others. A half-written line from a crash stays a separate line. With `durable` the lines
 * are on the disk when it resolves, and so is the name of a new file.
 */
export async function appendLines(
  path: string,
  lines: Iterable<string>,
  { durable }: { readonly durable: boolean } = { durable: false },
): Promise<void> {
  requireNoPlantedLink(path);
  const file = await open(path, "a+", privateFileMode);
  const { size: before } = await file.stat();
  try {
    let batch = (await endsMidLine(file, before)) ? "\n" : "";
    for (const line of lines) {
      if (batch.length + line.length > batchLength) {
        await writeWhole(file, batch, path);
        batch = "";
      }
      batch += `${line}\n`;
    }
    await writeWhole(file, batch, path);
    if (durable) await sync(file);
  } finally {
    await file.close();
  }
  if (durable && before === 0) await syncFolder(dirname(path));
}

/** A pipe or a device has nothing to sync. */
async function sync(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if (codeOf(error) !== "EINVAL") throw error;
  }
}

/** Windows and some network file systems cannot do this; there the name of a file is durable with the file. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, "r").catch(() => undefined);
  if (opened === undefined) return;
  await opened.sync().catch(() => {});
  await opened.close();
}

async function endsMidLine(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}

/** Not in a second write, because another process could write in between. */
async function writeWhole(file: FileHandle, text: string, path: string): Promise<void> {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return;
  const { bytesWritten } = await file.write(bytes);
  if (bytesWritten < bytes.length)
    throw new StudioctlError("failed", `"${path}" could be written in part only`, { fix: "make room on its disk" });
}

/** The lines of a file, read on demand; also of one packed by gzip, if it ends in `.gz`. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const bytes = createReadStream(path);
  const text = path.endsWith(".gz") ? unpacked(bytes) : bytes;
  // Not node:readline, which also ends a line at U+2028; JSON may contain it.
  text.setEncoding("utf8");
  let rest = "";
  for await (const part of text) {
    const lines = (rest + String(part)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}

/**
 * All lines of a small file; also of one packed by gzip, if it ends in `.gz`. Without waiting: a year of receipts is a thousand such files,
 * and most of the time of reading each in the background is waiting.
 */
export function wholeLines(path: string): string[] {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().split("\n");
}

function unpacked(bytes: NodeJS.ReadableStream): NodeJS.ReadableStream {
  const unpack = createGunzip();
  bytes.on("error", (error) => unpack.destroy(error));
  return bytes.pipe(unpack);
}
