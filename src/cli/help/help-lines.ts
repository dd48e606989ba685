import { wrapped } from "../../output/wrap.ts";
import { type Flag, flagName, type Flags } from "../flags.ts";

/** Characters in a line, on any terminal: longer lines are hard to read. */
export const width = 80;
export const indent = "  ";
const widestTerm = 30;

/** Flags with their meanings; `more` has other terms for the same columns. */
export function flagLines(flags: Flags, more: readonly Term[] = []): string[] {
  return termLines([...Object.entries(flags).flatMap(([key, flag]) => flagTerms(key, flag)), ...more]);
}

/** A term and its meaning. */
export type Term = readonly [term: string, meaning: string];

/** A flag as typed, with its meaning; a switch with two forms has two. */
export function flagTerms(key: string, flag: Flag<unknown>): Term[] {
  const long = flagName(key);
  const words = `${flag.short === undefined ? "" : `-${flag.short}, `}${long}`;
  const meaning = flag.defaultText === undefined ? flag.summary : `${flag.summary} (default: ${flag.defaultText})`;
  if (flag.bare !== undefined) return [[`${words} [${flag.placeholder}]`, meaning]];
  if (flag.placeholder !== undefined) return [[`${words} <${flag.placeholder}>`, meaning]];
  if (flag.negatable !== true) return [[words, meaning]];
  if (flag.defaultText !== undefined)
    return [
      [words, meaning],
      [`--no-${long.slice(2)}`, "the opposite"],
    ];
  const offByDefault = flag.absent === false;
  return [
    [words, offByDefault ? meaning : `${meaning} (default)`],
    [`--no-${long.slice(2)}`, offByDefault ? "the opposite (default)" : "the opposite"],
  ];
}

/** Terms in one column, meanings in another; a term too wide for its column has its meaning on the next line. */
export function termLines(terms: readonly Term[]): string[] {
  const column = Math.min(widestTerm, Math.max(0, ...terms.map(([term]) => term.length))) + indent.length;
  return terms.flatMap(([term, meaning]) => {
    const [first = "", ...more] = wrapped(meaning, width - indent.length - column);
    const rest = more.map((line) => " ".repeat(column) + line);
    return term.length + indent.length > column
      ? [term, " ".repeat(column) + first, ...rest]
      : [`${term.padEnd(column)}${first}`.trimEnd(), ...rest];
  });
}
