import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "./row.ts";

/** What is read at every start, and what the SDK adds to a call. */
export function bundleRows(root: string): Row[] {
  const dist = join(root, "dist");
  const chunks = readdirSync(join(dist, "chunks")).map((name) => readFileSync(join(dist, "chunks", name)));
  const all = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return [size("dist/main.cjs, read at every start", readFileSync(join(dist, "main.cjs")).length), size(`dist/chunks, ${chunks.length} read on demand`, all)];
}

function size(what: string, bytes: number): Row {
  return { what, measured: `${(bytes / 1000).toFixed(1)} kB`, against: "" };
}
