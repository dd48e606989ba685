import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Prompter } from "../../src/ports/prompter.ts";
import { plainPrompter } from "../../src/system/plain-prompter.ts";

const list = {
  head: "APP    STATUS",
  choices: [
    { value: "a", label: "one    InService" },
    { value: "b", label: "two    Failed" },
    { value: "c", label: "three  InService" },
  ],
};

/** Asks, and types a line whenever a question ends in a colon or a bracket; tells what came out and all that was shown. */
async function talk<T>(
  ask: (prompter: Prompter) => Promise<T>,
  ...typed: readonly string[]
): Promise<{ readonly answer: T; readonly shown: string }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const left = [...typed];
  let shown = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (/[:)] $/.test(shown)) input.write(`${left.shift() ?? ""}\n`);
  });
  const answer = await ask(plainPrompter({ input, output }, new AbortController().signal));
  expect(left).toEqual([]);
  return { answer, shown };
}

describe("plain questions", () => {
  it("number what there is to choose from, under its columns", async () => {
    const { answer, shown } = await talk((prompter) => prompter.search("Which app?", list), "2");
    expect(answer).toBe("b");
    expect(shown).toBe(
      "Which app?\n   APP    STATUS\n1. one    InService\n2. two    Failed\n3. three  InService\nEnter its number, or a part of its name to shorten the list: ",
    );
  });

  it("accept a part of a choice, and number the matches again", async () => {
    const { answer, shown } = await talk((prompter) => prompter.search("Which app?", list), "inservice", "2");
    expect(answer).toBe("c");
    expect(shown).toContain("1. one    InService\n2. three  InService\nEnter its number");
  });

  it.each([
    ["9", "1"],
    ["0", "1"],
    ["nothing", "1"],
    ["", "1"],
  ])("ask again after %j", async (...typed) => {
    const { answer, shown } = await talk((prompter) => prompter.select("Which app?", list.choices), ...typed);
    expect(answer).toBe("a");
    expect(shown.match(/Which app\?/g)).toHaveLength(2);
  });

  it("take several numbers, each once", async () => {
    expect((await talk((prompter) => prompter.searchSome("Which apps?", list), "1,5", "3, 1,3")).answer).toEqual(["c", "a"]);
  });

  it.each([
    ["y", true],
    ["yes", true],
    ["", false],
    ["n", false],
  ])("take %j for %s", async (typed, meant) => {
    expect((await talk((prompter) => prompter.confirm("Stop?"), typed)).answer).toBe(meant);
  });

  it("take a line as it is", async () => {
    expect((await talk((prompter) => prompter.input("Name:"), "nlp lab")).answer).toBe("nlp lab");
  });

  it("ask for a line again as long as it will not do", async () => {
    const { answer, shown } = await talk(
      (prompter) => prompter.input("Name:", (text) => (text === "" ? "NAME is empty" : undefined)),
      "",
      "nlp",
    );
    expect([answer, shown.match(/Name:/g)?.length, shown.match(/NAME is empty\n/g)?.length]).toEqual(["nlp", 2, 1]);
  });

  it("draw over nothing", async () => {
    const { shown } = await talk((prompter) => prompter.searchSome("Which apps?", list), "three", "1");
    expect(shown).not.toContain("\u001B");
  });

  it("end with the input, or a signal", async () => {
    const ended = new PassThrough();
    ended.end();
    await expect(
      plainPrompter({ input: ended, output: new PassThrough() }, new AbortController().signal).input("Name:"),
    ).rejects.toMatchObject({ code: "interrupted" });
    const signal = AbortSignal.abort();
    await expect(plainPrompter({ input: new PassThrough(), output: new PassThrough() }, signal).input("Name:")).rejects.toMatchObject({
      code: "interrupted",
    });
  });
});
