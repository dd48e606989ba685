import { Drawn, sent } from "../../core/visible.ts";
import { repeat } from "../../operations/repeat.ts";
import type { Io, Output } from "../../ports/io.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Globals } from "../globals.ts";
import type { Result } from "../result.ts";
import { present } from "./present.ts";
import { asStudioctlError, errorText } from "./render-error.ts";

/** Cursor to the corner, all below it cleared (ECMA-48). */
const fresh = "\u001B[H\u001B[2J";

/**
 * Shows a result repeatedly until Ctrl-C, which ends it with 0: a table in place on a terminal, others one after another. Rejects if the
 * first one fails; a later failure is reported, and the next one is tried.
 */
export async function redrawn({ clock, signal, globals, io }: Context, everyMs: number, make: () => Promise<Result>): Promise<Result> {
  const inPlace = io.stdout.drawable && (globals.output === "table" || globals.output === "wide");
  await repeat(clock, everyMs, signal, async (number) => {
    try {
      const result = await make();
      if (!inPlace && number > 1) await io.stdout.write(globals.output === "yaml" ? "---\n" : "");
      await (inPlace ? draw : present)(result, globals, io);
    } catch (error) {
      if (signal.aborted || number === 1) throw error;
      await io.stderr.write(errorText(asStudioctlError(error), globals.output, io.stderr));
    }
    return true;
  });
  return { kind: "nothing", exitCode: exitCodes.done };
}

/** One screen of it: the beginning of a longer result, and the hints below. */
async function draw(result: Result, globals: Globals, { stdout, stderr }: Io): Promise<void> {
  const [results, hints] = [gathered(stdout), gathered(stderr)];
  await present(result, globals, { stdout: results, stderr: hints });
  const below = stderr.isTerminal ? hints.text().split("\n").length : 1;
  await stdout.write(new Drawn(fresh + beginning(results.text(), stdout.rows - below)));
  await stderr.write(new Drawn(hints.text()));
}

/** An output that stores its text. */
function gathered(output: Output): Output & { readonly text: () => string } {
  let all = "";
  return { ...output, write: async (text) => void (all += sent(text)), text: () => all };
}

function beginning(text: string, room: number): string {
  const lines = text.split("\n").slice(0, -1);
  if (lines.length <= room) return text;
  const most = Math.max(1, room - 1);
  return [...lines.slice(0, most), `… ${lines.length - most} more`, ""].join("\n");
}
