import checkbox, { Separator } from "@inquirer/checkbox";
import confirm from "@inquirer/confirm";
import input from "@inquirer/input";
import search from "@inquirer/search";
import select from "@inquirer/select";
import { StudioctlError } from "../core/errors.ts";
import { visibleLine } from "../core/visible.ts";
import type { Choice, Prompter } from "../ports/prompter.ts";
import { matching } from "./plain-prompter.ts";

export interface PromptStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Choices shown at once: a list, its question and its help fit a terminal of 24 lines. */
const pageSize = 15;

/**
 * Prompts of inquirer, drawn on stderr, so that stdout carries results only. The five prompts in use are imported separately: the package
 * of all prompts contains an editor, rxjs and tables of encodings.
 */
export function terminalPrompter(streams: PromptStreams, signal: AbortSignal): Prompter {
  const context = { ...streams, signal };
  return {
    confirm: (message) => answered(confirm({ message, default: false }, context)),
    input: (message, refusal) => answered(input({ message, validate: (text) => refusal?.(text) ?? true }, context)),
    select: (message, choices) => answered(select({ message, choices: items(choices) }, context)),
    search: (message, { head, choices }) => {
      const source = (typed = ""): Items => {
        const found = matching(choices, typed);
        return found.length === 0 ? [] : under(` ${head}`, found);
      };
      return answered(search({ message, source, pageSize }, context));
    },
    searchSome: (message, { head, choices }) =>
      answered(checkbox({ message, choices: under(`  ${head}`, choices), pageSize, loop: false, required: true }, context)),
  };
}

type Items = (ReturnType<typeof items>[number] | Separator)[];

function items(choices: readonly Choice[]) {
  return choices.map(({ value, label }) => ({ value, name: label, short: visibleLine(value) }));
}

function under(head: string, choices: readonly Choice[]): Items {
  return [new Separator(head), ...items(choices)];
}

async function answered<T>(prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    throw new StudioctlError("interrupted", "interrupted at the prompt", { cause: error });
  }
}
