import { describe, expect, it } from "vitest";
import { commandList } from "../../../src/cli/commands/command-list.ts";
import { questionsOf } from "../../../src/cli/prompts/questions.ts";
import { commandsOf } from "../../../src/cli/command-list.ts";

const commands = await commandsOf(commandList);

describe("every question of a command", () => {
  const questions = commands.flatMap((command) =>
    questionsOf(command).map((question) => ({ name: `${command.name}: ${question.by.join(" or ")}`, command, question })),
  );

  it.each(questions)("$name has its argument or flag", ({ command, question }) => {
    for (const key of question.by)
      expect(Object.hasOwn(command.args, key) || Object.hasOwn(command.flags, key) || key === "domain").toBe(true);
  });

  it.each(questions)("$name, of several answers, is who owns it", ({ question }) => {
    expect(question.by.length === 1 || question.by.join(" ") === "user space").toBe(true);
  });

  it.each(questions)("$name offers words that its flag takes", ({ command, question }) => {
    const [key = ""] = question.by;
    const flag = command.flags[key];
    for (const word of question.choices ?? []) expect(flag?.parse([word], key)).toBe(word);
  });
});

it("an argument and a flag of one command do not share a name: an answer is to one of them", () => {
  for (const { args, flags } of commands) expect(Object.keys(args).filter((key) => Object.hasOwn(flags, key))).toEqual([]);
});
