import { expect, it } from "vitest";
import type { Prompter } from "../../src/ports/prompter.ts";
import { visiblePrompter } from "../../src/system/visible-prompter.ts";

const nasty = "a\u001B[2Jb\u202E";
const shown = String.raw`a\x1b[2Jb\u202e`;

it("questions, choices and refusals are shown escaped, and answers are the values themselves", async () => {
  const asked: unknown[] = [];
  const note =
    (answer: string) =>
    async (...words: readonly unknown[]) => {
      asked.push(words);
      return answer;
    };
  const inner: Prompter = {
    confirm: async (question) => asked.push([question]) > 0,
    input: async (question, refusal) => {
      asked.push([question, refusal?.("x")]);
      return nasty;
    },
    select: note(nasty),
    search: note(nasty),
    searchSome: async (...words) => [await note(nasty)(...words)],
  };
  const prompter = visiblePrompter(inner);
  const choices = [{ value: nasty, label: `${nasty}\n` }];
  expect(await prompter.confirm(`${nasty}?`)).toBe(true);
  expect(await prompter.input(`${nasty}:`, () => nasty)).toBe(nasty);
  expect(await prompter.select(nasty, choices)).toBe(nasty);
  expect(await prompter.search(nasty, { head: nasty, choices })).toBe(nasty);
  expect(await prompter.searchSome(nasty, { head: nasty, choices })).toEqual([nasty]);
  const labelled = [{ value: nasty, label: `${shown}${String.raw`\n`}` }];
  expect(asked).toEqual([
    [`${shown}?`],
    [`${shown}:`, shown],
    [shown, labelled],
    [shown, { head: shown, choices: labelled }],
    [shown, { head: shown, choices: labelled }],
  ]);
});
