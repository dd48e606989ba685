import { isError } from "../core/errors.ts";
import type { ScriptChecker } from "../ports/programs.ts";
import { type Outcome, runCommand } from "./command.ts";
import type { Environment } from "./paths.ts";

/** Checks scripts with `bash -n`, which reads them and runs nothing (bash(1)). */
export function createScriptChecker(env: Environment): ScriptChecker {
  return {
    async syntaxFault(script) {
      const outcome = await outcomeOf(script, env);
      if (outcome === undefined || outcome.status === 0) return undefined;
      return outcome.stderr
        .replaceAll(/^bash: /gm, "")
        .trim()
        .replaceAll(/\s*\n\s*/g, "; ");
    },
  };
}

/** Undefined if there is no bash that could be started. */
async function outcomeOf(input: string, env: Environment): Promise<Outcome | undefined> {
  try {
    return await runCommand("bash", ["-n"], { env, input, ifMissing: "install bash" });
  } catch (error) {
    if (isError(error, "failed")) return undefined;
    throw error;
  }
}
