import { configured } from "./cli/configuration.ts";
import { type Context, type ContextInputs, createContext } from "./cli/context.ts";
import type { Parsed } from "./cli/program.ts";
import { standInForHome } from "./system/paths.ts";
import { userSettings } from "./system/settings-file.ts";
import { processIo } from "./system/terminal.ts";

/*
 * Separate from main.ts, so that help and usage errors do not load it.
 */

/** The ports of a parsed command, in this process. Throws a usage error where the configuration cannot be used. */
export function processContext(parsed: Parsed, signal: AbortSignal): Context {
  const { globals, env } = withConfiguration(parsed);
  return createContext({ globals, io: processIo(process, env, globals.color), env, argv: process.argv.slice(2), signal });
}

/** With the user's configuration, except for the commands that repair a damaged one, or report what is wrong with it. */
function withConfiguration(parsed: Parsed): Pick<ContextInputs, "globals" | "env"> {
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
