import { usageError } from "../errors.ts";
import type { Entry } from "./entry.ts";

/** A word as a POSIX shell reads it back: as it is where that is safe, else in single quotes. */
export function shellWord(word: string): string {
  if (/\p{Cc}/u.test(word)) {
    throw usageError(`${JSON.stringify(word)} cannot be scheduled`, { why: "it holds a line break or another control character" });
  }
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The line of `sh` that runs an entry's command in its environment, and adds all it prints to the log. */
export function shellCommand({ variables, words, log }: Entry): string {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...assignments, ...words.map(shellWord), ">>", shellWord(log), "2>&1"].join(" ");
}
