import type { StudioctlError } from "../core/errors.ts";
import { Drawn } from "../core/visible.ts";
import { type Io, outputClosed } from "../ports/io.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodes, failureExitCode } from "./exit-codes.ts";
import type { OutputFormat } from "./globals.ts";
import { type Parsed, debugAsTyped, outputAsTyped, parseCommandLine } from "./program.ts";
import type { CommandList } from "./command-list.ts";

/** The host of a command line: this process, or a test. */
export interface Host {
  readonly commandList: CommandList;
  readonly version: string;
  /** Where help and errors go. */
  readonly io: Io;
  /** Aborted by Ctrl-C, or by a reader that closes the output. */
  readonly signal: AbortSignal;
  /** Makes the ports of a command that was understood. */
  readonly open: (parsed: Parsed) => Context | Promise<Context>;
}

export interface Ended {
  readonly code: number;
  /** The reported error. */
  readonly error?: StudioctlError;
}

/**
 * One command line from its words to its exit code: parse, run, present, close. An error is reported and never thrown; a closed
 * output ends it quietly with 0.
 */
export async function runCommand(argv: readonly string[], host: Host): Promise<Ended> {
  const { io, signal } = host;
  let output = outputAsTyped(argv);
  let ownFailure: ExitCode | undefined;
  try {
    const parsed = await parseCommandLine(argv, host.commandList, host.version, (command) => ({ ownFailure } = command));
    if ("help" in parsed) {
      await io.stdout.write(parsed.help);
      return { code: exitCodes.done };
    }
    const context = await host.open(parsed);
    output = context.globals.output;
    const { runBody } = await import("./run-body.ts");
    const exitCode = await runBody(parsed, context);
    // A command that runs until Ctrl-C ends successfully with it; a newline separates the terminal's ^C from the next prompt.
    if (signal.aborted && signal.reason !== outputClosed && exitCode === exitCodes.done && context.io.stderr.isTerminal)
      await context.io.stderr.write("\n");
    return { code: exitCode };
  } catch (error) {
    if (signal.reason === outputClosed) return { code: exitCodes.done };
    return await reportFailure(error, { output, argv, io }, ownFailure);
  }
}

interface Reported {
  readonly output: OutputFormat;
  readonly argv: readonly string[];
  readonly io: Pick<Io, "stderr">;
}

/** Writes an error to stderr, and returns its exit code. */
export async function reportFailure(
  thrown: unknown,
  { output, argv, io: { stderr } }: Reported,
  ownFailure?: ExitCode,
): Promise<Required<Ended>> {
  const { asStudioctlError, errorText } = await import("./views/render-error.ts");
  const error = asStudioctlError(thrown);
  // In place of the ^C that the terminal has shown.
  if (error.code === "interrupted" && stderr.drawable) await stderr.write(new Drawn("\r\u001B[K"));
  await stderr.write(errorText(error, output, stderr));
  if (debugAsTyped(argv) && error.cause instanceof Error) await stderr.write(`${error.cause.stack}\n`);
  return { code: failureExitCode(error.code, ownFailure), error };
}
