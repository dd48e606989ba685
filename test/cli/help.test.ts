import { describe, expect, it } from "vitest";
import { registry } from "../../src/cli/commands/registry.ts";
import { type Flag, flagName } from "../../src/cli/flags.ts";
import { globalFlags } from "../../src/cli/globals.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import { commandsOf } from "../../src/cli/registry.ts";

/** As help shows what a flag takes. */
function valueOf({ placeholder, bare }: Flag<unknown>): string {
  if (placeholder === undefined) return "";
  return bare === undefined ? ` <${placeholder}>` : ` [${placeholder}]`;
}

const commands = (await commandsOf(registry)).map((command) => ({ name: command.name, command }));

async function helpOf(name: string): Promise<string> {
  const outcome = await parseCommandLine([...name.split(" "), "--help"], registry, "0");
  return "help" in outcome ? outcome.help : "";
}
/** Without the line ends that the width of the terminal brings. */
const flat = (text: string): string => text.replaceAll(/\s+/g, " ");

describe.each(commands)("help of $name", ({ name, command }) => {
  it("tells its summary, each argument, each flag, the global flags and its examples", async () => {
    const help = flat(await helpOf(name));
    expect(help).toContain(command.summary);
    expect(help).toContain(`Usage: studioctl ${name}`);
    for (const { placeholder, summary } of Object.values(command.args)) expect([help.includes(placeholder), help.includes(summary)]).toEqual([true, true]);
    for (const [key, flag] of Object.entries({ ...command.flags, ...globalFlags })) expect(help).toContain(`${flagName(key)}${valueOf(flag)}`);
    for (const [what, line] of command.examples) expect(help).toContain(flat(`# ${what} ${line}`));
  });

  it("keeps to 80 columns, but for examples", async () => {
    const [usage = ""] = (await helpOf(name)).split("Examples:");
    expect(Math.max(...usage.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it("has an example, whose words the command understands", async () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [, line] of command.examples) {
      expect(line).toMatch(/^studioctl /);
      expect(line).toContain(name);
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
  for (const [noun, { summary }] of Object.entries(registry)) expect(flat(help)).toContain(flat(`${noun} ${summary}`));
});
