import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { isAbsent } from "./file-error.ts";
import { privateFileMode } from "./own-folder.ts";

/**
 * Replaces a file by `FILE.gz`; a crash midway leaves `FILE.packing`, and a repeat goes on from there. For one
 * process at a time. A file that appears after its packed form is left alone.
 */
export async function packFile(path: string): Promise<void> {
  const [packing, part, packed] = [`${path}.packing`, `${path}.gz.part`, `${path}.gz`];
  if (!(await exists(packed))) {
    if (!(await exists(packing))) await rename(path, packing);
    await pipeline(createReadStream(packing), createGzip(), createWriteStream(part, { mode: privateFileMode, flush: true }));
    await rename(part, packed);
  }
  await rm(packing, { force: true });
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      if (isAbsent(error)) return false;
      throw error;
    },
  );
}
