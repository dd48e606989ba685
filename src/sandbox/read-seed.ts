import type { Seed } from "./seed-document.ts";

/** A seed document as data. The parser and validator are loaded only now, because other starts of the sandbox do not need them. */
export async function readSeed(text: string): Promise<Seed> {
  const { parseSeed } = await import("./seed-format.ts");
  return parseSeed(text);
}
