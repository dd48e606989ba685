import { configured } from "./cli/configuration.ts";
import { type Surroundings, createContext } from "./cli/context.ts";
import { exitCodes } from "./cli/exit-codes.ts";
import { invocationOf } from "./cli/invocation.ts";
import { present } from "./cli/present.ts";
import type { Parsed } from "./cli/program.ts";
import { standInForHome } from "./system/paths.ts";
import { userSettings } from "./system/settings-file.ts";
import { outputClosed, processIo } from "./system/terminal.ts";

/*
 * Apart from main.ts, which gives help and refuses lines without it: what a start need not read, it does not.
 */

type Around = Pick<Surroundings, "globals" | "env">;

/** Runs a command that was understood, and writes what it comes to. Rejects with what goes wrong. */
export async function carryOut(parsed: Parsed, { globals, env }: Around, signal: AbortSignal): Promise<number> {
  const io = processIo(process, env, globals.color);
  const context = createContext({ globals, io, env, argv: process.argv.slice(2), signal });
  try {
    const result = await parsed.command.run(await invocationOf(parsed, context));
    await context.close();
    await present(result, globals, io);
    const outcome = result.exitCode ?? exitCodes.done;
    const exitCode = outcome === exitCodes.done && context.leftOut.size > 0 ? exitCodes.partlyFailed : outcome;
    // What goes on until Ctrl-C ends well by it; the ^C that a terminal shows is no part of the next prompt.
    if (signal.aborted && signal.reason !== outputClosed && exitCode === exitCodes.done && io.stderr.isTerminal)
      await io.stderr.write("\n");
    return exitCode;
  } finally {
    await context.close();
    if (context.answers.length > 0) await (await import("./cli/typed-line.ts")).showAnswers(context);
  }
}

/** With the user's configuration, but for the commands that put a damaged one right, or tell what is wrong with it. */
export function surroundings(parsed: Parsed): Around {
  const { name } = parsed.command;
  const without = { globals: parsed.globals, env: { ...process.env } };
  if (name.startsWith("config ")) return without;
  try {
    const inForce = configured(parsed, process.env, userSettings(process.env));
    // The SDK reads the environment of the process.
    Object.assign(process.env, inForce.env);
    return inForce;
  } catch (error) {
    if (name === "doctor") return without;
    throw error;
  } finally {
    standInForHome(process.env);
  }
}
