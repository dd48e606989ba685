import type { Seed } from "./seed-document.ts";

/** A seed document as data. What reads and checks it is loaded only now: no other start of the sandbox needs it. */
export async function readSeed(text: string): Promise<Seed> {
  const { parseSeed } = await import("./seed-format.ts");
  return parseSeed(text);
}
