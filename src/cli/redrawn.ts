import { repeat } from "../operations/repeat.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { present } from "./present.ts";
import { asStudioctlError, errorText } from "./render-error.ts";
import type { Result } from "./result.ts";

/** Cursor to the corner, all below it cleared (ECMA-48). */
const fresh = "\u001B[H\u001B[2J";

/**
 * Shows a result again and again until Ctrl-C, which ends it with 0: in place on a terminal, one after another elsewhere.
 * Rejects where the first cannot be had; a later one that fails is reported, and the next is tried.
 */
export async function redrawn({ clock, signal, globals, io }: Context, everyMs: number, make: () => Promise<Result>): Promise<Result> {
  await repeat(clock, everyMs, signal, async (number) => {
    try {
      const result = await make();
      if (io.stdout.drawable) await io.stdout.write(fresh);
      else if (number > 1) await io.stdout.write(globals.output === "yaml" ? "---\n" : "");
      await present(result, globals, io);
    } catch (error) {
      if (signal.aborted || number === 1) throw error;
      await io.stderr.write(errorText(asStudioctlError(error), globals.output, io.stderr));
    }
    return true;
  });
  // The ^C that a terminal shows is no part of the next prompt.
  if (io.stderr.drawable) await io.stderr.write("\n");
  return { kind: "nothing", exitCode: exitCodes.done };
}
