import { createPromptModule } from "inquirer";
import { StudioctlError } from "../core/errors.ts";
import type { Prompter } from "../ports/prompter.ts";

export interface PromptStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Prompts of inquirer; drawn on stderr, so that stdout carries results only. */
export function terminalPrompter(streams: PromptStreams, signal: AbortSignal): Prompter {
  const prompt = createPromptModule({ ...streams, signal });
  return {
    confirm: async (message) =>
      (await answered(prompt<{ answer: boolean }>([{ type: "confirm", name: "answer", message, default: false }]))).answer,
    input: async (message) => (await answered(prompt<{ answer: string }>([{ type: "input", name: "answer", message }]))).answer,
    select: async (message, choices) => {
      const list = choices.map(({ value, label }) => ({ value, name: label }));
      return (await answered(prompt<{ answer: string }>([{ type: "select", name: "answer", message, choices: list }]))).answer;
    },
  };
}

async function answered<T>(prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    throw new StudioctlError("interrupted", "interrupted at the prompt", { cause: error });
  }
}
