import { Command as Parser, CommanderError, type HelpConfiguration, Option } from "commander";
import { type StudioctlError, usageError } from "../core/errors.ts";
import { type ArgumentValues, type Arguments, type Command, argumentTerm } from "./command.ts";
import { type Flag, type Flags, type FlagValues, type Texts, flagName } from "./flags.ts";
import { type Globals, type OutputFormat, globalFlags, outputFormats } from "./globals.ts";
import type * as Help from "./help/help.ts";
import { suggestion } from "../core/suggest.ts";
import { type Group, type CommandList, type Standalone, type Verbs, shown } from "./command-list.ts";

/** A parsed command line: the command, and its checked values. */
export interface Parsed {
  readonly command: Command;
  readonly flags: FlagValues<Flags>;
  readonly args: ArgumentValues<Arguments>;
  readonly globals: Globals;
  /** All given flags, including global ones, as typed. */
  readonly typed: Texts;
}

export type ParseOutcome = Parsed | { readonly help: string };

/** Events of a parser. */
interface Line {
  readonly ask: (what: Asked) => void;
  readonly named: (command: Command) => void;
  readonly found: (command: Command, texts: Texts, args: Parsed["args"]) => void;
}

/** The requested help. */
type Asked = (help: typeof Help) => string;

/**
 * Understands a command line, or gives the help asked for. Throws usage errors. `named` is called as soon as the command is known, before
 * its own flags and arguments are read.
 */
export async function parseCommandLine(
  argv: readonly string[],
  commandList: CommandList,
  version: string,
  named: (command: Command) => void = () => {},
): Promise<ParseOutcome> {
  if (asksForAll(argv)) return { help: (await import("./help/help.ts")).rootHelp(commandList) };
  const help = helpAt(argv, commandList);
  const topic = help === -1 ? undefined : await topicText(argv.slice(help + 1), commandList);
  if (topic !== undefined) return { help: topic };
  let asked: Asked | undefined;
  let name: string | undefined;
  let versionText = "";
  let parsed: Parsed | undefined;
  const globals = new Map<string, string[]>();
  const line: Line = {
    ask: (what) => void (asked = what),
    named: (command) => {
      name = command.name;
      named(command);
    },
    found: (command, texts, args) => {
      parsed = {
        command,
        args,
        flags: values(command.flags, texts),
        globals: values(globalFlags, globals),
        typed: new Map([...globals, ...texts]),
      };
    },
  };
  const root = new Parser("studioctl")
    .exitOverride()
    .helpCommand(false)
    .configureHelp(answering(line, ({ rootHelp }) => rootHelp(commandList)))
    .configureOutput({ writeOut: (text) => (versionText += text), writeErr() {} })
    .helpOption("-h, --help")
    .version(version, isOwnVersion(argv, commandList) ? "-V" : "-V, --version");
  addFlags(root, globalFlags, globals);
  await addVerbs(root, commandList, line);
  try {
    await root.parseAsync(helpWords(argv, commandList), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Asked for, or a noun or a group named alone.
    if (error.exitCode !== 0 && error.code !== "commander.help") throw usageOf(error, name);
  }
  if (parsed !== undefined) return parsed;
  if (versionText.trim() !== "" && asked === undefined) return { help: versionText };
  const helps = await import("./help/help.ts");
  return { help: asked?.(helps) ?? helps.rootHelp(commandList) };
}

/** Whether the line asks for the overview, which needs no parser. */
function asksForAll([word, ...more]: readonly string[]): boolean {
  return more.length === 0 && (word === undefined || word === "--help" || word === "-h" || word === "help");
}

/** The text of a topic; undefined if the words name a command, or nothing. Throws a usage error if they name neither. */
async function topicText([word]: readonly string[], commandList: CommandList): Promise<string | undefined> {
  if (word === undefined || word.startsWith("-") || isNoun(word, commandList)) return undefined;
  const { topics } = await import("./help/topics.ts");
  const names = topics.map(({ name }) => name);
  const topic = topics.find(({ name }) => name === word);
  if (topic === undefined)
    throw usageError(`no help on "${word}"`, {
      fix: suggestion(word, [...Object.keys(shown(commandList)), ...names]) ?? "studioctl help names all topics",
    });
  return topic.text();
}

function isNoun(word: string, commandList: CommandList): boolean {
  return Object.entries(commandList).some(([name, noun]) => name === word || ("alias" in noun && noun.alias === word));
}

/** The words that may be flags: those after `--` are arguments, such as a command that runs elsewhere. */
function flagWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end === -1 ? argv : argv.slice(0, end);
}

/** Whether `--debug` was typed, for errors that come before the line is understood. */
export function debugAsTyped(argv: readonly string[]): boolean {
  return flagWords(argv).includes("--debug");
}

/** `-o` as it was typed, for errors that come before the line is understood. */
export function outputAsTyped(argv: readonly string[]): OutputFormat {
  const words = flagWords(argv);
  const typed = words.flatMap((word, i) => (/^(-o|--output)$/.test(word) ? words[i + 1] : /^(?:-o=?|--output=)(.+)/.exec(word)?.[1]) ?? []);
  return outputFormats.find((format) => format === typed.at(-1)) ?? "table";
}

/** `help app list` is `app list --help`; flags may precede it. */
function helpWords(argv: readonly string[], commandList: CommandList): readonly string[] {
  const at = helpAt(argv, commandList);
  return at === -1 ? argv : [...argv.slice(0, at), ...argv.slice(at + 1), "--help"];
}

/** The position of `help` in place of a noun. */
function helpAt(argv: readonly string[], commandList: CommandList): number {
  return argv.findIndex((word, index) => word === "help" && !argv.slice(0, index).some((before) => isNoun(before, commandList)));
}

/** Whether `--version` is a flag of the command: after its noun, and with a value. */
function isOwnVersion(argv: readonly string[], commandList: CommandList): boolean {
  const noun = argv.findIndex((word) => isNoun(word, commandList));
  return (
    noun !== -1 &&
    argv.some((word, i) => i > noun && /^--version(=|$)/.test(word) && (word !== "--version" || /^[^-]/.test(argv[i + 1] ?? "")))
  );
}

/** Help that is created after parsing, by a module that is loaded only for help. */
function answering(line: Line, what: Asked): HelpConfiguration {
  return {
    formatHelp() {
      line.ask(what);
      return "";
    },
  };
}

/** Adds the words that may follow; those of a group are added when it is named. */
async function addVerbs(parser: Parser, verbs: Verbs, line: Line): Promise<void> {
  const commands = new Map<string, Command>();
  for (const [name, verb] of Object.entries(verbs)) {
    if (typeof verb === "function") {
      const command = await verb();
      commands.set(name, command);
      parser.addCommand(declared(child(parser, name), command, line));
    } else parser.addCommand(named(parser, name, verb, line), { hidden: "hidden" in verb });
  }
  parser.hook("preSubcommand", async ({ args: [, next = ""] }, sub) => {
    const verb = verbs[sub.name()];
    const loaded = commands.get(sub.name());
    if (loaded !== undefined) return line.named(loaded);
    if (verb === undefined || typeof verb === "function") return;
    if (!("command" in verb)) return await addVerbs(sub, oneOrAll(verb.verbs, next), line);
    const command = await verb.command();
    line.named(command);
    declared(sub, command, line);
  });
}

function child(parser: Parser, name: string): Parser {
  return new Parser(name).copyInheritedSettings(parser).helpCommand(false);
}

/** A noun or a group, whose verbs are added when it is named. */
function named(parser: Parser, name: string, noun: Group | Standalone, line: Line): Parser {
  const own = child(parser, name).description(noun.summary);
  if ("command" in noun) return own;
  if (noun.alias !== undefined) own.alias(noun.alias);
  const path = `${parser.name() === "studioctl" ? "" : `${parser.name()} `}${name}`;
  return own.configureHelp(
    answering(line, ({ groupHelp }) =>
      groupHelp(
        path,
        noun,
        own.commands.map((verb) => [verb.name(), verb.summary() || verb.description(), argumentsOf(verb)]),
      ),
    ),
  );
}

function argumentsOf({ registeredArguments }: Parser): string[] {
  return registeredArguments.map(({ description }) => description);
}

/** The verb that is named next; all of them if it is none, for help and suggestions. Each module loaded costs a start. */
function oneOrAll(verbs: Verbs, name: string): Verbs {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  return verb === undefined ? verbs : { [name]: verb };
}

/** The parser of a command, with all that the command declares. */
function declared(verb: Parser, command: Command, line: Line): Parser {
  const texts = new Map<string, string[]>();
  verb
    .configureHelp(answering(line, ({ commandHelp }) => commandHelp(command)))
    .summary(command.summary)
    .allowExcessArguments(false);
  const names = Object.entries(command.args);
  // None is required here: a missing one may be prompted for.
  for (const [, argument] of names) verb.argument(argumentTerm({ ...argument, required: false }), argumentTerm(argument));
  addFlags(verb, command.flags, texts);
  verb.action((...given: unknown[]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- commander gives what the arguments above declare
    line.found(command, texts, Object.fromEntries(names.map(([name], i) => [name, given[i]])) as Parsed["args"]);
  });
  return verb;
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
  if (flag.bare !== undefined) return [new Option(`${words} [${flag.placeholder}]`)];
  if (flag.placeholder !== undefined) return [new Option(`${words} <${flag.placeholder}>`)];
  return [new Option(words), ...(flag.negatable === true ? [new Option(`--no-${long.slice(2)}`)] : [])];
}

/** Texts as typed → values; throws the usage errors of the flags. */
export function values<F extends Flags>(flags: F, texts: Texts): FlagValues<F> {
  const entries = Object.entries(flags).map(([key, flag]) => {
    const given = texts.get(key);
    return [key, given === undefined ? flag.absent : flag.parse(given, flagName(key))];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value is its own flag's, by name
  return Object.fromEntries(entries) as FlagValues<F>;
}

/** Commander's message is `error: what`, then perhaps its suggestion in brackets on a line of its own. `name` is the command, where it is known. */
function usageOf(error: CommanderError, name?: string): StudioctlError {
  const [what = "", suggestion] = error.message.split("\n");
  const message = what
    .replace(/^error: /, "")
    .replaceAll("'", '"')
    .replace(/\.$/, "");
  const [, meant] = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion ?? "") ?? [];
  const fix =
    meant === undefined
      ? `studioctl ${name === undefined ? "" : `${name} `}--help shows what there is`
      : `did you mean "${meant.replaceAll(", ", '" or "')}"?`;
  return usageError(message, { fix });
}
