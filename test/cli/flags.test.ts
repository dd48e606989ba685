import fc from "fast-check";
import { expect, it } from "vitest";
import { defineCommand } from "../../src/cli/command.ts";
import { integerFlag, listFlag, switchFlag, textFlag, toggleFlag, wordsOf } from "../../src/cli/flags.ts";
import { parseCommandLine } from "../../src/cli/program.ts";

const flags = {
  text: textFlag("TEXT", "a text"),
  many: listFlag("TEXT", "texts"),
  maxStops: integerFlag("a number", { min: 0, max: 9 }),
  strict: switchFlag("a switch"),
  noWait: switchFlag("a switch that begins like an opposite"),
  keep: toggleFlag("a switch with both forms", true),
};
const command = defineCommand({ name: "lamp list", summary: "", flags, examples: [], run: () => Promise.reject(new Error("not run")) });
const registry = { lamp: { summary: "", verbs: { list: () => Promise.resolve(command) } } };

async function parsed(words: readonly string[]) {
  const outcome = await parseCommandLine(["lamp", "list", ...words], registry, "0");
  if ("help" in outcome) throw new Error(outcome.help);
  return outcome;
}

const value = fc.string({ minLength: 1 }).filter((text) => text.split(",").every((part) => part.trim() !== ""));
const flag = fc.oneof(
  fc.tuple(fc.constantFrom("--text", "--many"), value).map(([name, text]) => (text.startsWith("-") ? [`${name}=${text}`] : [name, text])),
  fc.tuple(fc.constant("--max-stops"), fc.nat(9).map(String)),
  fc.constantFrom("--strict", "--no-wait", "--keep", "--no-keep").map((word) => [word]),
);

it("words made from flags are understood as the same flags, in any order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(flag), async (given) => {
      const { flags: values, typed } = await parsed(given.flat());
      expect((await parsed(wordsOf(flags, typed))).flags).toEqual(values);
    }),
  );
});

it("a value that begins like a flag is joined to its flag", async () => {
  const { typed, flags: values } = await parsed(["--text=-y", "--max-stops", "3"]);
  expect(wordsOf(flags, typed)).toEqual(["--text=-y", "--max-stops", "3"]);
  expect(values.text).toBe("-y");
});

it("flags that were not given, given again or not requested are left out", async () => {
  const { typed } = await parsed(["--text", "a", "--no-keep", "-y", "--text", "b", "--many", "c,d", "--many", "e"]);
  expect(wordsOf(flags, typed)).toEqual(["--text", "b", "--many", "c,d", "--many", "e", "--no-keep"]);
});
