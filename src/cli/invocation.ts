import { usageError } from "../core/errors.ts";
import type { Command, Invocation, Question } from "./command.ts";
import type { Context } from "./context.ts";
import type { Parsed } from "./program.ts";

/**
 * What the body of a command gets. What the command line does not say is asked for where there is somebody to ask;
 * elsewhere a missing argument is a usage error, and a missing flag the body's affair.
 */
export async function invocationOf(parsed: Parsed, context: Context): Promise<Invocation> {
  const asks = context.mayPrompt && questionsOf(parsed.command).some((question) => question.along !== true && isOpen(question, parsed));
  if (asks) return await (await import("./asking.ts")).asked(parsed, context);
  requireArguments(parsed);
  const { flags, args, typed } = parsed;
  return { flags, args, typed, context };
}

/** All that may be asked for: the arguments that are required, then what the command names itself. */
export function questionsOf({ args, asks = [] }: Command): readonly Question[] {
  const required = Object.keys(args).filter((key) => args[key]?.required === true && !asks.some(({ by }) => by.includes(key)));
  return [...required.map((key) => ({ by: [key] })), ...asks];
}

/** Whether the command line leaves a question open. */
export function isOpen({ by, when }: Question, { flags, args, typed }: Pick<Parsed, "flags" | "args" | "typed">): boolean {
  const said = by.some((key) => typed.has(key) || isGiven(args[key]));
  return !said && when?.(flags, args) !== false;
}

/** Throws where an argument that is required is missing. `why`: nothing was there to choose from. */
export function requireArguments({ command, args }: Pick<Parsed, "command" | "args">, why?: string): void {
  for (const [key, { placeholder, required }] of Object.entries(command.args)) {
    if (!required || isGiven(args[key])) continue;
    throw usageError(`missing required argument "${placeholder}"`, { why, fix: `say which: studioctl ${command.name} ${placeholder}` });
  }
}

/** An empty word is a word; a list has one at least. */
function isGiven(value: string | readonly string[] | undefined): boolean {
  return typeof value === "string" || (value !== undefined && value.length > 0);
}
