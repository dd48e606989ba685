import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** Every page with examples, by its path from the root of the repository. */
export function pages(): ReadonlyMap<string, string> {
  const docs = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`);
  return new Map(["README.md", ...docs.toSorted()].map((path) => [path, readFileSync(join(root, path), "utf8")]));
}
