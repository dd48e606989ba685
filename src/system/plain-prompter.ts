import { createInterface } from "node:readline";
import { StudioctlError } from "../core/errors.ts";
import { visibleLine } from "../core/visible.ts";
import type { Choice, Prompter } from "../ports/prompter.ts";
import type { PromptStreams } from "./prompter.ts";

/** Prompts with one line per question and numbered choices, without redrawing: for screen readers and simple terminals. */
export function plainPrompter(streams: PromptStreams, signal: AbortSignal): Prompter {
  const say = (lines: readonly string[]): unknown => streams.output.write(lines.map((line) => `${line}\n`).join(""));

  const ask = (question: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const lines = createInterface({ ...streams, terminal: false, signal });
      const unanswered = (): void => {
        say([""]);
        reject(new StudioctlError("interrupted", "interrupted at the prompt"));
      };
      lines.once("close", unanswered);
      lines.question(`${question} `, (line) => {
        lines.off("close", unanswered).close();
        resolve(line.trim());
      });
    });

  /** Choices by number; words filter the list until it is answered by number. */
  async function numbered(
    question: string,
    all: readonly Choice[],
    head: string | undefined,
    how: string,
    answers: (text: string) => readonly number[],
  ): Promise<string[]> {
    for (let shown = all; ;) {
      const width = String(shown.length).length;
      say([
        question,
        ...(head === undefined ? [] : [`${" ".repeat(width)}  ${head}`]),
        ...shown.map(({ label }, i) => `${String(i + 1).padStart(width)}. ${label}`),
      ]);
      const text = await ask(how);
      const named = answers(text).map((number) => shown[number - 1]);
      const chosen = named.filter((choice) => choice !== undefined);
      if (chosen.length > 0 && chosen.length === named.length) return chosen.map(({ value }) => value);
      const found = /^[\d,\s]*$/.test(text) ? [] : matching(all, text);
      if (found.length === 0) say([`No entry matches "${visibleLine(text)}".`]);
      shown = found.length === 0 ? all : found;
    }
  }

  const one = async (question: string, choices: readonly Choice[], head?: string): Promise<string> => {
    const [value = ""] = await numbered(question, choices, head, "Enter its number, or a part of its name to shorten the list:", (text) =>
      /^\d+$/.test(text) ? [Number(text)] : [],
    );
    return value;
  };

  return {
    confirm: async (question) => /^y(es)?$/i.test(await ask(`${question} (y/N)`)),
    input: async (question, refusal) => {
      for (;;) {
        const text = await ask(question);
        const why = refusal?.(text);
        if (why === undefined) return text;
        say([why]);
      }
    },
    select: one,
    search: async (question, { head, choices }) => await one(question, choices, head),
    searchSome: async (question, { head, choices }) =>
      await numbered(
        question,
        choices,
        head,
        "Enter their numbers, separated by commas, or a part of a name to shorten the list:",
        (text) => (/^\d+(\s*,\s*\d+)*$/.test(text) ? [...new Set(text.split(",").map(Number))] : []),
      ),
  };
}

/** The choices whose label contains every typed word, ignoring case. */
export function matching(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.toLowerCase().split(/\s+/);
  return choices.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}
