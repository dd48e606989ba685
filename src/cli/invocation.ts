import type { Invocation } from "./command.ts";
import type { Context } from "./context.ts";
import type { Parsed } from "./program.ts";
import { checkArguments, isOpen, questionsOf, requireArguments } from "./questions.ts";

/**
 * What the body of a command gets. What the command line does not say is asked for where there is somebody to ask;
 * elsewhere a missing argument is a usage error, and a missing flag the body's affair.
 */
export async function invocationOf(parsed: Parsed, context: Context): Promise<Invocation> {
  checkArguments(parsed);
  const asks = context.mayPrompt && questionsOf(parsed.command).some((question) => question.along !== true && isOpen(question, parsed));
  if (asks) return await (await import("./asking.ts")).asked(parsed, context);
  requireArguments(parsed);
  const { flags, args, typed } = parsed;
  return { flags, args, typed, context };
}
