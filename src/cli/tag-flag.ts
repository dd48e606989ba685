import type { Tag } from "../core/app/app.ts";
import { parseTags } from "../core/tags.ts";
import { type Flag, splitList } from "./flags.ts";

/** `--tag KEY=VALUE`, repeated or separated by commas, which tags cannot hold. */
export function tagFlag(summary: string): Flag<readonly Tag[]> {
  return { summary, placeholder: "K=V,…", many: true, absent: [], parse: (texts, name) => parseTags(splitList(texts, name), name) };
}

/** Tags for a person to read, a line each. */
export function tagLines(tags: readonly Tag[]): string {
  return tags.map(({ Key, Value }) => `${Key}=${Value}`).join("\n");
}
