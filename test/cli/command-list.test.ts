import { expect, it } from "vitest";
import { type Command, defineCommand } from "../../src/cli/command.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import type { CommandList } from "../../src/cli/command-list.ts";

const loaded: string[] = [];
const load = (name: string) => async (): Promise<Command> => {
  loaded.push(name);
  return defineCommand({ name, summary: `does ${name}`, examples: [], run: () => Promise.reject(new Error("not run")) });
};
const commandList: CommandList = {
  lamp: {
    summary: "Lamps",
    alias: "lp",
    verbs: {
      list: load("lamp list"),
      settings: { summary: "How they shine", verbs: { get: load("lamp settings get"), set: load("lamp settings set") } },
    },
  },
  weather: { summary: "The sky now", command: load("weather") },
};
const parse = async (line: string) => {
  loaded.length = 0;
  return await parseCommandLine(line.split(" "), commandList, "0");
};

it("the program understands a verb of a group, with global flags on either side", async () => {
  for (const line of ["lamp settings set -o json", "-o json lamp settings set"]) {
    expect(await parse(line)).toMatchObject({ command: { name: "lamp settings set" }, globals: { output: "json" } });
  }
});

it("the verbs of a group are loaded only when the group is named", async () => {
  await parse("lamp list");
  expect(loaded).toEqual(["lamp list"]);
});

it("a group is listed beside the verbs of its noun, and its own verbs where it is named alone", async () => {
  expect(await parse("lamp")).toEqual({ help: expect.stringMatching(/list .*does lamp list[^]*settings .*How they shine/) });
  expect(await parse("lamp settings")).toEqual({
    help: expect.stringMatching(/get .*does lamp settings get[^]*set .*does lamp settings set/),
  });
});

it("a mistyped verb is refused with the one that was meant", async () => {
  await expect(parse("lamp settings gt")).rejects.toMatchObject({ code: "usage", fix: expect.stringContaining("get") });
});

it("a noun is found by its alias", async () => {
  expect(await parse("lp list")).toMatchObject({ command: { name: "lamp list" } });
});

it("a noun that is a command by itself is loaded only when it is named", async () => {
  expect(await parse("weather -o json")).toMatchObject({ command: { name: "weather" }, globals: { output: "json" } });
  expect(loaded).toEqual(["weather"]);
  expect(await parse("--help")).toEqual({ help: expect.stringMatching(/weather +The sky now/) });
  expect(loaded).toEqual([]);
  expect(await parse("weather --help")).toEqual({ help: expect.stringContaining("does weather") });
});
