import { type Command, argumentTerm } from "./command.ts";
import type { Flag, Flags } from "./flags.ts";
import { flagGroups } from "./help.ts";
import { flagTerms } from "./help-lines.ts";
import { globalFlags } from "./globals.ts";
import { type Registry, commandsOf } from "./registry.ts";
import { topics } from "./topics.ts";

/** The manual page of the whole program, in man(7), from the same data as its help. */
export async function manPage(registry: Registry): Promise<string> {
  const commands = await commandsOf(registry);
  return lines([
    '.TH STUDIOCTL 1 "" "studioctl" "User Commands"',
    ".SH NAME",
    `studioctl ${dash} Amazon SageMaker Studio from the command line`,
    ".SH SYNOPSIS",
    `${bold("studioctl")} [${italic("global flags")}] ${italic("noun verb")} [${italic("references")}] [${italic("flags")}]`,
    ".SH DESCRIPTION",
    text("Runs Studio domains, user profiles, spaces, apps, images and lifecycle configs, tells what they cost, and stops what is idle and nothing else."),
    ".PP",
    text("Without an AWS account, try"),
    ".PP",
    ...verbatim(["studioctl --sandbox auto-shutdown plan"]),
    ".SH GLOBAL FLAGS",
    text("Before or after the verb."),
    ...flagEntries(globalFlags),
    ".SH COMMANDS",
    ...commands.flatMap(commandSection),
    ...topics.filter(({ name }) => name !== "flags").flatMap((topic) => [`.SH ${text(topic.name.toUpperCase())}`, ...verbatim(topic.text().trimEnd().split("\n"))]),
    ".SH SEE ALSO",
    text("aws(1)"),
  ]);
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
