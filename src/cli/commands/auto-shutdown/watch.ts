import { isError, usageError } from "../../../core/errors.ts";
import { repeat } from "../../../operations/repeat.ts";
import type { Context } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { asStudioctlError, errorText } from "../../views/render-error.ts";
import type { Result } from "../../result.ts";
import { runAndPresent } from "../../run-body.ts";
import type { SweepFlags } from "./flags.ts";

type Watching = Pick<Context, "clock" | "signal" | "globals" | "io" | "renewed">;
type Sweep = (context: Context) => Promise<Result>;

/** One sweep, or with --watch one after another. */
export async function watched(context: Context, flags: Pick<SweepFlags, "watch" | "exitCode" | "strict">, sweep: Sweep): Promise<Result> {
  if (flags.watch === undefined) return await sweep(context);
  const other = flags.exitCode ? "--exit-code" : "--strict";
  if (flags.exitCode || flags.strict)
    throw usageError(`${other} cannot be used with --watch`, { why: "a watch ends with Ctrl-C, not with a result" });
  return await watch(context, flags.watch, sweep);
}

/**
 * Repeats a whole sweep until Ctrl-C, each with its own connections, credentials and sign-ins, and shows each result. A failure is
 * reported, and the next sweep runs; only the first rejects, if waiting does not help.
 */
export async function watch(context: Watching, everyMs: number, sweep: Sweep): Promise<Result> {
  const { clock, signal, globals, io } = context;
  const ended = await repeat(clock, everyMs, signal, async (number) => {
    if (!globals.quiet) await io.stderr.write(`${number === 1 ? "" : "\n"}sweep ${number}, ${clock.now().toISOString()}\n`);
    try {
      return (await withOwnContext(context, sweep)) !== exitCodes.interrupted;
    } catch (error) {
      if (signal.aborted || isError(error, "interrupted")) throw error;
      if (number === 1 && isError(error, "usage", "no-credentials", "declined")) throw error;
      await io.stderr.write(errorText(asStudioctlError(error), globals.output, io.stderr));
      return true;
    }
  });
  return { kind: "nothing", exitCode: ended === "between" ? exitCodes.done : exitCodes.interrupted };
}

/** Everything that one sweep opened or attached to its signal is released with it, so that memory does not grow. */
async function withOwnContext({ signal, globals, renewed }: Watching, sweep: Sweep): Promise<number> {
  const own = new AbortController();
  const forward = (): void => own.abort(signal.reason);
  signal.addEventListener("abort", forward, { once: true });
  const context = renewed(own.signal);
  const begin = ({ kind }: Result): string => (globals.output === "yaml" && kind === "rows" ? "---\n" : "");
  try {
    return await runAndPresent(context, () => sweep(context), begin);
  } finally {
    signal.removeEventListener("abort", forward);
  }
}
