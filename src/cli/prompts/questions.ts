import { usageError } from "../../core/errors.ts";
import type { Command, Question } from "../command.ts";
import type { Parsed } from "../program.ts";

/** All questions: the required arguments, then those that the command declares. */
export function questionsOf({ args, asks = [] }: Command): readonly Question[] {
  const required = Object.keys(args).filter((key) => args[key]?.required === true && !asks.some(({ by }) => by.includes(key)));
  return [...required.map((key) => ({ by: [key] })), ...asks];
}

/** Whether the command line leaves a question open. */
export function isOpen({ by, when }: Question, { flags, args, typed }: Pick<Parsed, "flags" | "args" | "typed">): boolean {
  const said = by.some((key) => typed.has(key) || isGiven(args[key]));
  return !said && when?.(flags, args) !== false;
}

/** Throws if an argument that is required is missing. `why`: nothing was there to choose from. */
export function requireArguments({ command, args }: Pick<Parsed, "command" | "args">, why?: string): void {
  const required = Object.entries(command.args).filter(([, argument]) => argument.required);
  const missing = required.find(([key]) => !isGiven(args[key]));
  if (missing === undefined) return;
  const words = required.flatMap(([key, { placeholder }]) => (isGiven(args[key]) ? (args[key] ?? []) : placeholder));
  throw usageError(`missing required argument "${missing[1].placeholder}"`, {
    why,
    fix: `say which: studioctl ${[command.name, ...words].join(" ")}`,
  });
}

/** Throws if a word of the line cannot be what its argument takes. */
export function checkArguments({ command, args }: Pick<Parsed, "command" | "args">): void {
  for (const [key, { check }] of Object.entries(command.args)) [args[key] ?? []].flat().forEach((word) => check?.(word));
}

/** An empty word counts as a word; a list has at least one. */
function isGiven(value: string | readonly string[] | undefined): boolean {
  return typeof value === "string" || (value !== undefined && value.length > 0);
}
