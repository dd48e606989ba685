import { type Argument, Command as Parser, CommanderError, type HelpConfiguration, Option } from "commander";
import { type StudioctlError, usageError } from "../core/errors.ts";
import type { ArgumentValues, Arguments, Command } from "./command.ts";
import { type Flag, type Flags, type FlagValues, type Texts, flagName } from "./flags.ts";
import { type Globals, globalFlags } from "./globals.ts";
import type { Group, Registry, Standalone, Verbs } from "./registry.ts";

/** A command line understood: the command, and its values, all checked. */
export interface Parsed {
  readonly command: Command;
  readonly flags: FlagValues<Flags>;
  readonly args: ArgumentValues<Arguments>;
  readonly globals: Globals;
  /** All flags given, global ones too, as they were typed. */
  readonly typed: Texts;
}

export type ParseOutcome = Parsed | { readonly help: string };

type Found = (command: Command, texts: Texts, args: Parsed["args"]) => void;

const usageLine = "[global flags] <noun> <verb> [references] [flags]";

/** Commander's headings in this program's words. */
const titles: Readonly<Record<string, string>> = { "Options:": "Flags:", "Global Options:": "Global flags:", "Commands:": "Nouns:" };

/** Of a noun: its verbs, without the flags that each verb shows. */
const groupHelp: HelpConfiguration = { showGlobalOptions: false, visibleOptions: () => [], subcommandTerm: termOf, styleTitle: (title) => (title === "Commands:" ? "Verbs:" : title) };

/** Understands a command line, or gives the help asked for. Throws usage errors. */
export async function parseCommandLine(argv: readonly string[], registry: Registry, version: string): Promise<ParseOutcome> {
  let help = "";
  let unasked = "";
  let parsed: Parsed | undefined;
  const globals = new Map<string, string[]>();
  const root = new Parser("studioctl")
    .description("Amazon SageMaker Studio from the command line")
    .usage(usageLine)
    .exitOverride()
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf, styleTitle: (title) => titles[title] ?? title })
    .addHelpText("after", "\nTry it, without an AWS account:\n  studioctl --sandbox auto-shutdown plan")
    .configureOutput({ writeOut: (text) => (help += text), writeErr: (text) => (unasked += text) })
    .helpOption("-h, --help", "show help")
    .version(version, "-V, --version", "show the version");
  addFlags(root, globalFlags, globals);
  await addVerbs(root, registry, (command, texts, args) => {
    parsed = { command, args, flags: values(command.flags, texts), globals: values(globalFlags, globals), typed: new Map([...globals, ...texts]) };
  });
  try {
    await root.parseAsync(helpWords(argv), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { help };
    // A noun or a group named alone.
    if (error.code === "commander.help") return { help: unasked };
    throw usageOf(error);
  }
  if (parsed === undefined) return { help: help === "" ? root.helpInformation() : help };
  return parsed;
}

/** `-o` as it was typed, for errors that come before the line is understood. */
export function wantsJsonErrors(argv: readonly string[]): boolean {
  return argv.some(
    (word, i) => /^(-o=?|--output=)jsonl?$/.test(word) || ((word === "-o" || word === "--output") && /^jsonl?$/.test(argv[i + 1] ?? "")),
  );
}

/** `help app list` is `app list --help`. */
function helpWords(argv: readonly string[]): readonly string[] {
  return argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
}

/** The words that may follow `parser`'s own; those that follow a group are added when it is named. */
async function addVerbs(parser: Parser, verbs: Verbs, found: Found): Promise<void> {
  for (const [name, verb] of Object.entries(verbs)) {
    parser.addCommand(typeof verb === "function" ? declared(child(parser, name), await verb(), found) : named(parser, name, verb));
  }
  parser.hook("preSubcommand", async ({ args: [, next = ""] }, sub) => {
    const verb = verbs[sub.name()];
    if (typeof verb !== "object") return;
    if ("command" in verb) declared(sub, await verb.command(), found);
    else await addVerbs(sub, oneOrAll(verb.verbs, next), found);
  });
}

function child(parser: Parser, name: string): Parser {
  return new Parser(name).copyInheritedSettings(parser);
}

/** A noun or a group, whose rest is added when it is named. */
function named(parser: Parser, name: string, noun: Group | Standalone): Parser {
  const own = child(parser, name).description(noun.summary);
  return "command" in noun ? own : asGroup(own, noun);
}

function asGroup(parser: Parser, { alias }: Group): Parser {
  if (alias !== undefined) parser.alias(alias);
  return parser.configureHelp(groupHelp).usage("<verb> [references] [flags]").helpCommand(false);
}

/** A verb with its references: `describe <APP>`. */
function termOf(command: Parser): string {
  return [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" ");
}

function argumentTerm(argument: Argument): string {
  const word = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${word}>` : `[${word}]`;
}

/** The verb that is named next; all of them where it is none, for help and suggestions. Each module loaded costs a start. */
function oneOrAll(verbs: Verbs, name: string): Verbs {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  return verb === undefined ? verbs : { [name]: verb };
}

/** The parser of a command, with all that the command declares. */
function declared(verb: Parser, command: Command, found: Found): Parser {
  const texts = new Map<string, string[]>();
  verb
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => titles[title] ?? title })
    .summary(command.summary)
    .description(command.description === undefined ? command.summary : `${command.summary}\n\n${command.description}`)
    .allowExcessArguments(false);
  const names = Object.entries(command.args);
  for (const [, argument] of names) {
    const word = argument.many ? `${argument.placeholder}...` : argument.placeholder;
    verb.argument(argument.required ? `<${word}>` : `[${word}]`, argument.summary);
  }
  verb.usage(["[flags]", ...verb.registeredArguments.map(argumentTerm)].join(" "));
  addFlags(verb, command.flags, texts);
  verb.addHelpText("after", examplesText(command));
  verb.action((...given: unknown[]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- commander gives what the arguments above declare
    found(command, texts, Object.fromEntries(names.map(([name], i) => [name, given[i]])) as Parsed["args"]);
  });
  return verb;
}

function examplesText(command: Command): string {
  return ["", "Examples:", ...command.examples.map(([what, line]) => `  # ${what}\n  ${line}`)].join("\n");
}

function addFlags(parser: Parser, flags: Flags, texts: Map<string, string[]>): void {
  for (const [key, flag] of Object.entries(flags)) {
    const collect = (text: string): void => void texts.set(key, [...(texts.get(key) ?? []), text]);
    for (const option of optionsOf(key, flag)) {
      parser.addOption(option);
      parser.on(`option:${option.name()}`, (value: string | null | undefined) =>
        collect(value ?? flag.bare ?? String(!(flag.negatable === true && option.negate))),
      );
    }
  }
}

function optionsOf(key: string, flag: Flag<unknown>): Option[] {
  const long = flagName(key);
  const words = `${flag.short === undefined ? "" : `-${flag.short}, `}${long}`;
  const summary = flag.defaultText === undefined ? flag.summary : `${flag.summary} (default: ${flag.defaultText})`;
  if (flag.bare !== undefined) return [new Option(`${words} [${flag.placeholder}]`, summary)];
  if (flag.placeholder !== undefined) return [new Option(`${words} <${flag.placeholder}>`, summary)];
  if (flag.negatable !== true) return [new Option(words, summary)];
  const offByDefault = flag.absent === false;
  return [
    new Option(words, offByDefault ? summary : `${summary} (default)`),
    new Option(`--no-${long.slice(2)}`, offByDefault ? "the opposite (default)" : "the opposite"),
  ];
}

function values<F extends Flags>(flags: F, texts: Texts): FlagValues<F> {
  const entries = Object.entries(flags).map(([key, flag]) => {
    const given = texts.get(key);
    return [key, given === undefined ? flag.absent : flag.parse(given, flagName(key))];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value is its own flag's, by name
  return Object.fromEntries(entries) as FlagValues<F>;
}

/** Commander's message is `error: what`, then perhaps its suggestion in brackets on a line of its own. */
function usageOf(error: CommanderError): StudioctlError {
  const [what = "", suggestion] = error.message.split("\n");
  const message = what.replace(/^error: /, "").replaceAll("'", '"').replace(/\.$/, "");
  const [, meant] = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion ?? "") ?? [];
  const fix = meant === undefined ? "studioctl --help shows what there is" : `did you mean "${meant.replaceAll(", ", '" or "')}"?`;
  return usageError(message, { fix });
}
