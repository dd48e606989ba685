import { usageError } from "../errors.ts";
import { quotedFor } from "../shell-quoting.ts";
import type { Entry } from "./entry.ts";

/** A word as a POSIX shell reads it back: as it is where that is safe, else in single quotes. */
export function shellWord(word: string): string {
  if (/\p{Cc}/u.test(word)) {
    throw usageError(`${JSON.stringify(word)} cannot be scheduled`, { why: "it contains a line break or another control character" });
  }
  return quotedFor("posix", word);
}

/** The line of `sh` that runs an entry's command in its environment. `quote` writes a word. */
export function shellCommand(
  { variables, words }: Pick<Entry, "variables" | "words">,
  quote: (word: string) => string = shellWord,
): string {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
  return [...assignments, ...words.map(quote)].join(" ");
}
