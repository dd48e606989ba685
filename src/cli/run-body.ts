import type { Invocation } from "./command.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Parsed } from "./program.ts";
import { checkArguments, isOpen, questionsOf, requireArguments } from "./prompts/questions.ts";
import type { Result } from "./result.ts";
import { present } from "./views/present.ts";

/**
 * Runs a body with a new context, closes the context, presents the result, and returns the exit code. At the end it shows the command line
 * with the choices made. `begin` is the text before each of several results.
 */
export async function runAndPresent(context: Context, run: () => Promise<Result>, begin?: (result: Result) => string): Promise<number> {
  const { globals, io } = context;
  try {
    const result = await run();
    // A list that is read while it is shown still needs what the context holds.
    if (result.kind !== "streamed") await context.close();
    const before = begin?.(result) ?? "";
    if (before !== "") await io.stdout.write(before);
    await present(result, globals, io);
    const exitCode = result.exitCode ?? exitCodes.done;
    return exitCode === exitCodes.done && context.leftOut.size > 0 ? exitCodes.partlyFailed : exitCode;
  } finally {
    await context.close();
    if (context.answers.length > 0) await (await import("./prompts/typed-line.ts")).showAnswers(context);
  }
}

/** The same for the body of a command. */
export async function runBody(parsed: Parsed, context: Context): Promise<number> {
  return await runAndPresent(context, async () => await parsed.command.run(await invocationOf(parsed, context)));
}

/**
 * The input of a command's body. Missing parts of the command line are prompted for if possible; otherwise a missing argument is a usage
 * error, and a missing flag is left to the body.
 */
async function invocationOf(parsed: Parsed, context: Context): Promise<Invocation> {
  checkArguments(parsed);
  const asks = context.mayPrompt && questionsOf(parsed.command).some((question) => question.along !== true && isOpen(question, parsed));
  if (asks) return await (await import("./prompts/asking.ts")).asked(parsed, context);
  requireArguments(parsed);
  const { flags, args, typed } = parsed;
  return { flags, args, typed, context };
}
