import type { FlagWords, Node, WordTree } from "../../completion/tree.ts";
import type { Command } from "../command.ts";
import { flagName, type Flags } from "../flags.ts";
import { globalFlags } from "../globals.ts";
import { type Group, type CommandList, shown, type Standalone, type Verbs } from "../command-list.ts";
import { topics } from "./topics.ts";

/** All words of the program, for the scripts that complete them. Loads every command. */
export async function wordTree(commandList: CommandList): Promise<WordTree> {
  const nouns = await nodesOf(shown(commandList));
  return {
    root: {
      names: [],
      summary: "",
      children: [...nouns, helpNode(nouns)],
      flags: [switchWords(["--version", "-V"], "show the version")],
      args: [],
    },
    globalFlags: [...flagWords(globalFlags), switchWords(["--help", "-h"], "show help")],
  };
}

/** `help` takes the name of a topic, and those of all commands. */
function helpNode(nouns: readonly Node[]): Node {
  const namesOnly = (node: Node): Node => ({ ...node, children: node.children.map(namesOnly), flags: [], args: [] });
  const ofTopics = topics.map(({ name, summary }) => ({ names: [name], summary, children: [], flags: [], args: [] }));
  return {
    names: ["help"],
    summary: "Show the help of a command, or of a topic",
    children: [...ofTopics, ...nouns.map(namesOnly)],
    flags: [],
    args: [],
  };
}

async function nodesOf(verbs: Verbs): Promise<Node[]> {
  return await Promise.all(
    Object.entries(verbs).map(async ([name, verb]) =>
      typeof verb === "function" ? commandNode(name, await verb()) : await nounNode(name, verb),
    ),
  );
}

async function nounNode(name: string, noun: Group | Standalone): Promise<Node> {
  if ("command" in noun) return commandNode(name, await noun.command());
  return {
    names: noun.alias === undefined ? [name] : [name, noun.alias],
    summary: noun.summary,
    children: await nodesOf(noun.verbs),
    flags: [],
    args: [],
  };
}

/** If the word of one argument decides the next, its words are treated as verbs. */
function commandNode(name: string, command: Command): Node {
  const [flags, args] = [flagWords(command.flags), Object.values(command.args)];
  const deciding = args.find(({ completesAfter }) => completesAfter !== undefined)?.completesAfter ?? {};
  const children = Object.entries(deciding).map(([word, { summary, ...slot }]) => ({
    names: [word],
    summary,
    children: [],
    flags,
    args: [{ ...slot, many: false }],
  }));
  return { names: [name], summary: command.summary, children, flags, args: children.length > 0 ? [] : args };
}

function flagWords(flags: Flags): FlagWords[] {
  return Object.entries(flags).map(([key, { summary, short, placeholder, many, negatable, bare, choices, completes }]) => {
    const long = flagName(key);
    return {
      names: [long, ...(negatable === true ? [`--no-${long.slice(2)}`] : []), ...(short === undefined ? [] : [`-${short}`])],
      summary,
      takesValue: placeholder !== undefined,
      bare: bare !== undefined,
      many: many === true,
      ...(choices !== undefined && { choices }),
      ...(completes !== undefined && { completes }),
    };
  });
}

function switchWords(names: readonly [string, ...string[]], summary: string): FlagWords {
  return { names, summary, takesValue: false, bare: false, many: false };
}
