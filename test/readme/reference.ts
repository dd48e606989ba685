import { registry } from "../../src/cli/commands/registry.ts";
import type { Arguments, Command } from "../../src/cli/command.ts";
import { type Flag, type Flags, flagName } from "../../src/cli/flags.ts";
import { globalFlags } from "../../src/cli/globals.ts";
import { type Group, type Standalone, commandsOf } from "../../src/cli/registry.ts";

export const start = "<!-- reference: made by npm run readme -->";
export const end = "<!-- /reference -->";

/** The reference of the README, made from the same data as the parser and the help. */
export async function reference(): Promise<string> {
  const nouns = await Promise.all(
    Object.entries(registry).map(async ([name, noun]) => {
      const sections = (await commandsOf({ [name]: noun })).flatMap(section);
      const verbs = (await commandsOf({ [name]: noun })).map((command) => `<code>${command.name}</code>`).join(" · ");
      return [`### ${name}`, "", `${noun.summary}.${aliasText(noun)}`, "", "<details>", `<summary>${verbs}</summary>`, "", ...sections, "</details>", ""].join("\n");
    }),
  );
  return [start, "### Global flags", "", "Before or after the verb.", "", ...flagTable(globalFlags), "", ...nouns, end].join("\n");
}

/** The text with its reference replaced. */
export async function withReference(readme: string): Promise<string> {
  const [before, rest] = readme.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the README lacks ${start} … ${end}`);
  return before + (await reference()) + after;
}

function aliasText(noun: Group | Standalone): string {
  return "alias" in noun ? ` \`${noun.alias}\` for short.` : "";
}

function section(command: Command): string[] {
  return [
    `#### \`${usage(command.name, command.args)}\``,
    "",
    `${command.summary}.${command.description === undefined ? "" : ` ${command.description}`}`,
    "",
    ...(Object.keys(command.flags).length === 0 ? [] : [...flagTable(command.flags), ""]),
    "```sh",
    ...command.examples.flatMap(([what, line]) => [`# ${what}`, line]),
    "```",
    "",
  ];
}

function usage(name: string, args: Arguments): string {
  const words = Object.values(args).map(({ placeholder, many, required }) => {
    const word = many ? `${placeholder}...` : placeholder;
    return required ? word : `[${word}]`;
  });
  return ["studioctl", name, ...words].join(" ");
}

function flagTable(flags: Flags): string[] {
  const rows = Object.entries(flags).map(([key, flag]) => `| ${spelling(key, flag)} | ${escaped(flag.summary)}${byDefault(flag)} |`);
  return ["| flag | meaning |", "|---|---|", ...rows];
}

function spelling(key: string, flag: Flag<unknown>): string {
  const long = flagName(key);
  const word = flag.bare === undefined ? flag.placeholder : `[${flag.placeholder}]`;
  const value = word === undefined ? "" : ` ${word}`;
  const words = [...(flag.short === undefined ? [] : [`-${flag.short}`]), `${long}${value}`, ...(flag.negatable === true ? [`--no-${long.slice(2)}`] : [])];
  return words.map((word) => `\`${escaped(word)}\``).join(" ");
}

function byDefault(flag: Flag<unknown>): string {
  const text = flag.negatable === true ? (flag.absent === false ? "off" : "on") : flag.defaultText;
  return text === undefined ? "" : ` (default: ${text})`;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
