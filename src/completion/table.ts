import { sageMakerRegions } from "../core/connection/regions.ts";
import { instanceTypes } from "../core/service-model.ts";
import type { ArgumentWords, FlagWords, Node, Slot, WordTree } from "./tree.ts";

/*
 * The common part of every shell's script: a tree of words as two tables. The scripts contain everything static, so that completing it
 * starts no process.
 */

/** A word and its summary. Of a flag: all its names, by commas, after a `+` where it may be repeated. */
export type Entry = readonly [words: string, summary: string];

export interface WordsRow {
  /** Of a command, by all the names it has: `app list`. Empty for the program. */
  readonly paths: readonly string[];
  readonly verbs: readonly Entry[];
  readonly flags: readonly Entry[];
}

/** The completion of the values of some flags and arguments. */
export interface ValueRow {
  /** A command and a flag, or the place of an argument from 1, `+` for all places after: `app stop +`. */
  readonly keys: readonly string[];
  /** A kind of kinds.ts, `words` for the choices, `text` if there is no completion. */
  readonly takes: string;
  readonly choices: readonly string[];
  readonly list: boolean;
  readonly bare: boolean;
}

export interface Table {
  readonly words: readonly WordsRow[];
  readonly values: readonly ValueRow[];
  readonly globalFlags: readonly Entry[];
  /** Their keys are names of flags alone. */
  readonly globalValues: readonly ValueRow[];
}

export function tableOf({ root, globalFlags }: WordTree): Table {
  const levels = levelsOf(root, [""]);
  return {
    words: levels
      .filter(({ node }) => node.children.length + node.flags.length > 0)
      .map(({ node, paths }) => ({
        paths,
        verbs: node.children.flatMap(({ names, summary }) => names.map((name) => [name, summary] as const)),
        flags: node.flags.map(flagEntry),
      })),
    values: merged(
      levels.flatMap(({ node, paths }) =>
        [...node.flags.flatMap(flagValues), ...node.args.map(argumentValue)].map((row) => under(paths, row)),
      ),
    ),
    globalFlags: globalFlags.map(flagEntry),
    globalValues: merged(globalFlags.flatMap(flagValues)),
  };
}

function levelsOf(node: Node, paths: readonly string[]): { readonly node: Node; readonly paths: readonly string[] }[] {
  const below = node.children.flatMap((child) =>
    levelsOf(
      child,
      paths.flatMap((path) => child.names.map((name) => `${path} ${name}`.trim())),
    ),
  );
  return [{ node, paths }, ...below];
}

function flagEntry({ names, summary, many }: FlagWords): Entry {
  return [`${many ? "+" : ""}${names.join(",")}`, summary];
}

function flagValues(flag: FlagWords): ValueRow[] {
  if (!flag.takesValue) return [];
  return [{ ...valueOf(flag), keys: flag.names, list: flag.many || flag.completes === "regions", bare: flag.bare }];
}

function argumentValue(argument: ArgumentWords, index: number): ValueRow {
  return { ...valueOf(argument), keys: [argument.many ? "+" : String(index + 1)], list: false, bare: false };
}

function valueOf({ completes, choices }: Slot): Pick<ValueRow, "takes" | "choices"> {
  if (choices !== undefined) return { takes: "words", choices };
  if (completes === "instance-type") return { takes: "words", choices: instanceTypes };
  if (completes === "region" || completes === "regions") return { takes: "words", choices: Object.values(sageMakerRegions).flat() };
  return { takes: completes ?? "text", choices: [] };
}

function under(paths: readonly string[], row: ValueRow): ValueRow {
  return { ...row, keys: paths.flatMap((path) => row.keys.map((key) => `${path} ${key}`)) };
}

/** Merges equal rows. */
function merged(rows: readonly ValueRow[]): ValueRow[] {
  const bySaying = new Map<string, ValueRow>();
  for (const { keys, ...saying } of rows) {
    const text = JSON.stringify(saying);
    bySaying.set(text, { ...saying, keys: [...(bySaying.get(text)?.keys ?? []), ...keys] });
  }
  return [...bySaying.values()];
}

/** The tables as functions that bash and zsh both read. */
export function posixTables({ words, values, globalFlags, globalValues }: Table): string {
  return [
    `_studioctl_globals=${entries(globalFlags)}`,
    "",
    "# Sets verbs and flags: the words that may follow a command.",
    "_studioctl_words() {",
    "  verbs=() flags=()",
    '  case "$1" in',
    ...words.map(({ paths, verbs, flags }) => {
      const rows = [verbs.length > 0 ? ` verbs=${entries(verbs)}` : "", flags.length > 0 ? ` flags=${entries(flags)}` : ""];
      return `    ${paths.map(quoted).join(" | ")})${rows.join("")} ;;`;
    }),
    "  esac",
    "}",
    "",
    "# Sets takes, choices, list and bare: what completes the value of a flag, or an argument by its place.",
    "_studioctl_value() {",
    "  takes= list= bare= choices=()",
    '  case "$1 $2" in',
    ...values.map((row) => valueCase(row, quoted)),
    ...globalValues.map((row) => valueCase(row, (key) => `*${quoted(` ${key}`)}`)),
    "  esac",
    "}",
    "",
  ].join("\n");
}

function valueCase({ keys, takes, choices, list, bare }: ValueRow, pattern: (key: string) => string): string {
  const rest = [list ? " list=1" : "", bare ? " bare=1" : "", choices.length > 0 ? ` choices=(${choices.map(quoted).join(" ")})` : ""];
  return `    ${keys.map(pattern).join(" | ")}) takes=${takes}${rest.join("")} ;;`;
}

function entries(list: readonly Entry[]): string {
  return `(${list.map(([words, summary]) => quoted(`${words}:${summary}`)).join(" ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
