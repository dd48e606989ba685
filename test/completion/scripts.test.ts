import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { flagName } from "../../src/cli/flags.ts";
import { globalFlags } from "../../src/cli/globals.ts";
import { commandsOf } from "../../src/cli/command-list.ts";
import { wordTree } from "../../src/cli/help/word-tree.ts";
import { completionScript, shells } from "../../src/completion/scripts.ts";
import { tableOf } from "../../src/completion/table.ts";
import type { FlagWords, Node, WordTree } from "../../src/completion/tree.ts";
import { settingKeys } from "../../src/core/configuration.ts";

const tree = await wordTree(commandList);
const commands = await commandsOf(commandList);
const shipped = { bash: "studioctl.bash", zsh: "_studioctl", fish: "studioctl.fish", powershell: "studioctl.ps1" };

it.each(shells)("the shipped script for %s is what the commands make: npm run completions", (shell) => {
  const file = join(import.meta.dirname, "../../completions", shipped[shell]);
  expect(readFileSync(file, "utf8")).toBe(completionScript(shell, tree));
});

describe("the tables", () => {
  const { words, values, globalFlags: globals, globalValues } = tableOf(tree);

  it.each(commands.map(({ name, flags }) => ({ name, flags })))("hold the flags of $name", ({ name, flags }) => {
    const known = words.find(({ paths }) => paths.includes(name))?.flags.flatMap(([names]) => names.replace(/^\+/, "").split(",")) ?? [];
    const long = Object.entries(flags).flatMap(([key, { negatable }]) => [
      flagName(key),
      ...(negatable === true ? [`--no-${flagName(key).slice(2)}`] : []),
    ]);
    expect(known).toEqual(expect.arrayContaining(long));
  });

  it("hold every global flag", () => {
    expect(globals.map(([names]) => names.split(",")[0])).toEqual([...Object.keys(globalFlags).map(flagName), "--help"]);
  });

  it("know what follows a flag with a value, whatever stands before it", () => {
    const keys = new Set([...values.flatMap((row) => row.keys), ...globalValues.flatMap((row) => row.keys)]);
    for (const { name, flags } of commands) {
      for (const [key, flag] of Object.entries(flags))
        expect([key, keys.has(`${name} ${flagName(key)}`)]).toEqual([key, flag.placeholder !== undefined]);
    }
    expect(globalValues.find((row) => row.keys.includes("-d"))).toMatchObject({ takes: "domain", keys: ["--domain", "-d"] });
  });

  it("know the values of each setting, as its flag does", () => {
    expect(words.find(({ paths }) => paths.includes("config set"))?.verbs.map(([word]) => word)).toEqual(settingKeys);
    const taken = settingKeys.map((key) => values.find(({ keys }) => keys.includes(`config set ${key} 1`))?.takes);
    expect(taken).toEqual(["domain", "aws-profile", "words", "text", "words", "words", "text", "words"]);
  });

  it("hold a noun's other name, and all under it", () => {
    const verb: Node = { names: ["list"], summary: "", children: [], flags: [flag("--all")], args: [] };
    const aliased: WordTree = {
      root: {
        names: [],
        summary: "",
        children: [{ names: ["long", "l"], summary: "", children: [verb], flags: [], args: [] }],
        flags: [],
        args: [],
      },
      globalFlags: [],
    };
    expect(tableOf(aliased).words.map(({ paths }) => paths)).toEqual([[""], ["long", "l"], ["long list", "l list"]]);
  });
});

/** PowerShell is on no machine of ours: its script is only read. */
describe("the script for PowerShell", () => {
  const script = completionScript("powershell", tree);

  it("closes what it opens, outside of its texts", () => {
    const code = script.replaceAll(/'(?:[^']|'')*'|"(?:[^"`]|`.)*"|#.*$/gm, "");
    let brackets = code.replaceAll(/[^(){}[\]]/g, "");
    for (let before = ""; before !== brackets;) [before, brackets] = [brackets, brackets.replaceAll(/\(\)|\{\}|\[\]/g, "")];
    expect(brackets).toBe("");
    expect(code).not.toMatch(/['"]|undefined/);
  });

  it("registers for the program, and names every command", () => {
    expect(script).toContain("Register-ArgumentCompleter -Native -CommandName studioctl");
    for (const { name } of commands) expect(script).toContain(`'${name.split(" ").at(-1)}`);
  });
});

function flag(name: string): FlagWords {
  return { names: [name], summary: "", takesValue: false, bare: false, many: false };
}
