import { type Command, argumentTerm } from "../../src/cli/command.ts";
import type { Flag, Flags } from "../../src/cli/flags.ts";
import { flagGroups } from "../../src/cli/help/help.ts";
import { flagTerms } from "../../src/cli/help/help-lines.ts";
import { globalFlags } from "../../src/cli/globals.ts";
import { type CommandList, commandsOf, shown } from "../../src/cli/command-list.ts";
import { topics } from "../../src/cli/help/topics.ts";

/** The manual pages by file name, in man(7), from the same data as the help: studioctl(1), and one page for each noun. */
export async function manPages(commandList: CommandList): Promise<ReadonlyMap<string, string>> {
  const nouns = Object.entries(shown(commandList));
  const pages = await Promise.all(nouns.map(async ([name, noun]) => [`studioctl-${name}.1`, nounPage(name, noun.summary, await commandsOf({ [name]: noun }))] as const));
  return new Map([["studioctl.1", programPage(nouns.map(([name, { summary }]) => [name, summary]))], ...pages]);
}

function programPage(nouns: readonly (readonly [name: string, summary: string])[]): string {
  return lines([
    ...heading("studioctl", "Amazon SageMaker Studio from the command line"),
    `${bold("studioctl")} [${italic("global flags")}] ${italic("noun verb")} [${italic("references")}] [${italic("flags")}]`,
    ".SH DESCRIPTION",
    text("Runs Studio domains, user profiles, spaces, apps, images and lifecycle configs, shows what they cost, and stops idle apps."),
    ".PP",
    text("Without an AWS account, try"),
    ".PP",
    ...verbatim(["studioctl --sandbox auto-shutdown plan"]),
    ".SH NOUNS",
    text("Each noun has a page of its own."),
    ...nouns.flatMap(([name, summary]) => entry(`studioctl-${name}(1)`, `${summary}.`)),
    ".SH GLOBAL FLAGS",
    text("Global flags can be given before or after the verb."),
    ...flagEntries(globalFlags),
    ...topics.filter(({ name }) => name !== "flags").flatMap((topic) => [`.SH ${text(topic.name.toUpperCase())}`, ...verbatim(topic.text().trimEnd().split("\n"))]),
    ".SH SEE ALSO",
    text("aws(1)"),
  ]);
}

function nounPage(name: string, summary: string, commands: readonly Command[]): string {
  return lines([
    ...heading(`studioctl-${name}`, summary),
    ...commands.flatMap((command, place) => [...(place === 0 ? [] : [".br"]), `${bold(`studioctl ${command.name}`)} ${text(["[flags]", ...Object.values(command.args).map(argumentTerm)].join(" "))}`]),
    ".SH COMMANDS",
    ...commands.flatMap(commandSection),
    ".SH SEE ALSO",
    text("studioctl(1), for the global flags and the exit codes"),
  ]);
}

function heading(title: string, summary: string): string[] {
  return [`.TH ${text(title.toUpperCase())} 1 "" "studioctl" "User Commands"`, ".SH NAME", `${text(title)} ${dash} ${text(summary)}`, ".SH SYNOPSIS"];
}

const dash = "\\-";

function commandSection(command: Command): string[] {
  const { name, summary, description, args, examples } = command;
  return [
    `.SS ${text(["studioctl", name, "[flags]", ...Object.values(args).map(argumentTerm)].join(" "))}`,
    text(description === undefined ? `${summary}.` : `${summary}. ${description}`),
    ...Object.values(args).flatMap(({ placeholder, summary: meaning }) => entry(placeholder, meaning)),
    ...flagGroups(command).flatMap(([title, flags]) => [...(title === "Flags" ? [] : [".PP", `${text(title)}:`]), ...flagEntries(flags)]),
    ".PP",
    "Examples:",
    ".PP",
    ...verbatim(examples.flatMap(([what, line]) => [`# ${what}`, line])),
  ];
}

function flagEntries(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([key, flag]: [string, Flag<unknown>]) => flagTerms(key, flag).flatMap(([term, meaning]) => entry(term, meaning)));
}

function entry(term: string, meaning: string): string[] {
  return [".TP", bold(term), text(meaning)];
}

function verbatim(block: readonly string[]): string[] {
  return [".in +2n", ".nf", ...block.map(text), ".fi", ".in"];
}

function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

function italic(words: string): string {
  return `\\fI${text(words)}\\fR`;
}

/** Plain text: what man(7) reads as its own is escaped, and a hyphen is one that can be copied. */
function text(plain: string): string {
  const escaped = plain.replaceAll("\\", "\\e").replaceAll("-", dash).replaceAll("`", "\\(ga").replaceAll("^", "\\(ha").replaceAll("~", "\\(ti");
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
