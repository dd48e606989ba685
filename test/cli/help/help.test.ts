import { describe, expect, it } from "vitest";
import { commandList } from "../../../src/cli/commands/command-list.ts";
import { type Flag, flagName } from "../../../src/cli/flags.ts";
import { globalFlags } from "../../../src/cli/globals.ts";
import { topics } from "../../../src/cli/help/topics.ts";
import { parseCommandLine } from "../../../src/cli/program.ts";
import { commandsOf, shown } from "../../../src/cli/command-list.ts";

/** As help shows what a flag takes. */
function valueOf({ placeholder, bare }: Flag<unknown>): string {
  if (placeholder === undefined) return "";
  return bare === undefined ? ` <${placeholder}>` : ` [${placeholder}]`;
}

const commands = (await commandsOf(commandList)).map((command) => ({ name: command.name, command }));

const aliases = Object.entries(commandList).flatMap(([noun, group]) =>
  "alias" in group && group.alias !== undefined ? [[group.alias, noun] as const] : [],
);

async function helpOf(name: string): Promise<string> {
  const outcome = await parseCommandLine([...name.split(" "), "--help"], commandList, "0");
  return "help" in outcome ? outcome.help : "";
}
/** Without the line ends that the width of the terminal brings. */
const flat = (text: string): string => text.replaceAll(/\s+/g, " ");

describe.each(commands)("help of $name", ({ name, command }) => {
  it("has its summary, each argument, each flag, the global flags and its examples", async () => {
    const help = flat(await helpOf(name));
    expect(help).toContain(command.summary);
    expect(help).toContain(`Usage: studioctl ${name}`);
    for (const { placeholder, summary } of Object.values(command.args))
      expect([help.includes(placeholder), help.includes(summary)]).toEqual([true, true]);
    for (const [key, flag] of Object.entries(command.flags)) expect(help).toContain(`${flagName(key)}${valueOf(flag)} ${flag.summary}`);
    for (const key of Object.keys(globalFlags)) expect(help).toContain(flagName(key));
    for (const [what, line] of command.examples) expect(help).toContain(flat(`# ${what} ${line}`));
  });

  it("keeps to 80 columns, but for examples, which come before the flags", async () => {
    const [before = "", examples = "", ...rest] = (await helpOf(name)).split("\n\n").map((section) => section.split("\n"));
    const at = [before, examples, ...rest].findIndex(([title]) => title === "Examples:");
    expect(at).toBe(2);
    const lines = [before, examples, ...rest].toSpliced(at, 1).flat();
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it("names where to go on, and all that it names is there", async () => {
    for (const words of command.seeAlso ?? [])
      expect([...commands.map(({ name: other }) => other), ...topics.map((topic) => `help ${topic.name}`)]).toContain(words);
    expect((await helpOf(name)).includes("See also:")).toBe(name.includes(" ") || command.seeAlso !== undefined);
  });

  it("has an example, whose words the command understands", async () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [, line] of command.examples) {
      expect(line).toMatch(/^studioctl /);
      expect(aliases.reduce((words, [alias, noun]) => words.replace(`studioctl ${alias} `, `studioctl ${noun} `), line)).toContain(name);
    }
  });

  it("speaks as the others do: a summary with a capital and no full stop, flags in lower case or a name", () => {
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/);
    for (const { summary } of Object.values(command.flags)) expect(summary).toMatch(/^\S.*[^.]$/);
  });
});

it("there are commands, and no two of one name", () => {
  expect(commands.length).toBeGreaterThan(15);
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
});

it("the help of the program names every noun", async () => {
  const help = await helpOf("");
  for (const [noun, { summary }] of Object.entries(shown(commandList))) expect(flat(help)).toContain(flat(`${noun} ${summary}`));
});

it("the help of the program names every topic, and begins with what to try", async () => {
  const help = await helpOf("");
  for (const { name, summary } of topics) expect(flat(help)).toContain(flat(`${name} ${summary}`));
  expect(help.indexOf("Try it")).toBeLessThan(help.indexOf("Nouns"));
});

it.each(topics)("help $name is a page of at most 80 columns", async ({ name, summary }) => {
  const outcome = await parseCommandLine(["help", name], commandList, "0");
  const text = "help" in outcome ? outcome.help : "";
  expect(text.startsWith(`${summary}\n\n`)).toBe(true);
  expect(text.split("\n").length).toBeLessThanOrEqual(45);
  const prose = text.split("\n").filter((line) => !line.startsWith("  studioctl "));
  expect(Math.max(...prose.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

it("help of a command is what its --help says", async () => {
  const outcome = await parseCommandLine(["help", "app", "list"], commandList, "0");
  expect("help" in outcome && outcome.help).toBe(await helpOf("app list"));
  const afterFlags = await parseCommandLine(["--sandbox", "-o", "json", "help", "app", "list"], commandList, "0");
  expect(afterFlags).toEqual(outcome);
});

it.each([
  ["ap", "app"],
  ["exit-code", "exit-codes"],
])("help %s proposes %s", async (word, meant) => {
  await expect(parseCommandLine(["help", word], commandList, "0")).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(word),
    fix: `did you mean "${meant}"?`,
  });
});
