import inquirer, { createPromptModule } from "inquirer";
import { StudioctlError } from "../core/errors.ts";
import { visibleLine } from "../core/visible.ts";
import type { Choice, Prompter } from "../ports/prompter.ts";
import { matching } from "./matching.ts";

export interface PromptStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Choices shown at once: a list, its question and its help fit a terminal of 24 lines. */
const pageSize = 15;

/** Prompts of inquirer; drawn on stderr, so that stdout carries results only. */
export function terminalPrompter(streams: PromptStreams, signal: AbortSignal): Prompter {
  const prompt = createPromptModule({ ...streams, signal });
  return {
    confirm: async (message) =>
      (await answered(prompt<{ answer: boolean }>([{ type: "confirm", name: "answer", message, default: false }]))).answer,
    input: async (message, refusal) => {
      const validate = (text: string): string | true => refusal?.(text) ?? true;
      return (await answered(prompt<{ answer: string }>([{ type: "input", name: "answer", message, validate }]))).answer;
    },
    select: async (message, choices) =>
      (await answered(prompt<{ answer: string }>([{ type: "select", name: "answer", message, choices: items(choices) }]))).answer,
    search: async (message, { head, choices }) => {
      const source = (typed = ""): Items => {
        const found = matching(choices, typed);
        return found.length === 0 ? [] : under(` ${head}`, found);
      };
      return (await answered(prompt<{ answer: string }>([{ type: "search", name: "answer", message, source, pageSize }]))).answer;
    },
    searchSome: async (message, { head, choices }) => {
      const question = { type: "checkbox", name: "answer", message, choices: under(`  ${head}`, choices), pageSize, loop: false, required: true } as const;
      return (await answered(prompt<{ answer: string[] }>([question]))).answer;
    },
  };
}

type Items = (ReturnType<typeof items>[number] | InstanceType<typeof inquirer.Separator>)[];

function items(choices: readonly Choice[]) {
  return choices.map(({ value, label }) => ({ value, name: label, short: visibleLine(value) }));
}

function under(head: string, choices: readonly Choice[]): Items {
  return [new inquirer.Separator(head), ...items(choices)];
}

async function answered<T>(prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    throw new StudioctlError("interrupted", "interrupted at the prompt", { cause: error });
  }
}
