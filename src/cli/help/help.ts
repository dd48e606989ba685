import { wrapped } from "../../output/wrap.ts";
import { argumentTerm, type Command } from "../command.ts";
import { type Flag, flagName, type Flags } from "../flags.ts";
import { globalFlags } from "../globals.ts";
import { type Group, type CommandList, shown } from "../command-list.ts";
import { flagLines, indent, type Term, termLines, width } from "./help-lines.ts";
import { topics } from "./topics.ts";

/** The help of one command: examples first, then its flags by group. */
export function commandHelp(command: Command): string {
  return page([
    `Usage: ${usageOf(command)}`,
    wrapped(command.description === undefined ? command.summary : `${command.summary}. ${command.description}`, width).join("\n"),
    titled(
      "Examples",
      command.examples.flatMap(([what, line]) => [`# ${what}`, line]),
    ),
    titled("References", termLines(Object.values(command.args).map(({ placeholder, summary }) => [placeholder, summary]))),
    ...flagGroups(command).map(([title, flags]) => titled(title, flagLines(flags))),
    titled("Global flags (studioctl help flags)", wrapped(globalTerms().join(" "), width - indent.length)),
    titled("See also", seeAlso(command)),
  ]);
}

/** The overview: nouns, topics, and global flags. */
export function rootHelp(commandList: CommandList): string {
  const nouns = Object.entries(shown(commandList)).map(([name, { summary, ...noun }]): Term => [
    name,
    "alias" in noun && noun.alias !== undefined ? `${summary} (${noun.alias} for short)` : summary,
  ]);
  return page([
    "Usage: studioctl [global flags] <noun> <verb> [references] [flags]",
    "Amazon SageMaker Studio from the command line",
    titled("Try it, without an AWS account", ["studioctl --sandbox auto-shutdown plan"]),
    titled("Nouns (studioctl NOUN --help shows its verbs)", termLines(nouns)),
    titled("Topics (studioctl help TOPIC)", termLines(topics.map(({ name, summary }) => [name, summary]))),
    titled(
      "Global flags",
      flagLines(globalFlags, [
        ["-V, --version", "show the version"],
        ["-h, --help", "show help"],
      ]),
    ),
  ]);
}

/** The verbs of a noun, or of a group: `auto-shutdown settings`. */
export function groupHelp(
  path: string,
  { summary, alias }: Group,
  verbs: readonly (readonly [name: string, summary: string, args: readonly string[]])[],
): string {
  return page([
    `Usage: studioctl ${path} <verb> [references] [flags]`,
    alias === undefined ? summary : `${summary}. ${alias} for short`,
    titled(
      `Verbs (studioctl ${path} VERB --help shows its flags and examples)`,
      termLines(verbs.map(([name, what, args]) => [[name, ...args].join(" "), what])),
    ),
  ]);
}

function page(sections: readonly string[]): string {
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** `studioctl app describe [flags] <APP>`. */
export function usageOf({ name, args }: Command): string {
  return ["studioctl", name, "[flags]", ...Object.values(args).map(argumentTerm)].join(" ");
}

/** The flags of a command under their titles, in the order of their declaration; those of no group first. */
export function flagGroups({ flags }: Command): readonly (readonly [title: string, flags: Flags])[] {
  const groups = new Map<string, Record<string, Flag<unknown>>>([["Flags", {}]]);
  for (const [key, flag] of Object.entries(flags)) {
    const title = flag.group ?? "Flags";
    const group = groups.get(title) ?? {};
    group[key] = flag;
    groups.set(title, group);
  }
  return [...groups].filter(([, group]) => Object.keys(group).length > 0);
}

/** `-d/--domain`, by name only: their meaning is the same everywhere. */
function globalTerms(): string[] {
  return Object.entries(globalFlags).map(([key, { short }]) => `${short === undefined ? "" : `-${short}/`}${flagName(key)}`);
}

/** What the command names, else the other verbs of its noun. */
function seeAlso({ name, seeAlso = [] }: Command): string[] {
  const [noun = "", verb] = name.split(" ");
  const words = seeAlso.length > 0 || verb === undefined ? seeAlso : [`${noun} --help`];
  return words.map((word) => `studioctl ${word}`);
}

function titled(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${title}:`, ...lines.map((line) => `${indent}${line}`)].join("\n");
}
