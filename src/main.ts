import { version } from "../package.json";
import { StudioctlError } from "./core/errors.ts";
import { Drawn } from "./core/visible.ts";
import { scheduledWord } from "./core/schedule/word.ts";
import { refreshWord } from "./completion/kinds.ts";
import { type ExitCode, exitCodes, failureExitCode } from "./cli/exit-codes.ts";
import { registry } from "./cli/commands/registry.ts";
import type { OutputFormat } from "./cli/globals.ts";
import { outputAsTyped, parseCommandLine } from "./cli/program.ts";
import type { Io } from "./ports/io.ts";
import { endingSignals } from "./system/signals.ts";
import { endQuietlyWithoutTerminal, isClosedPipe, isLostTerminal, outputClosed, processIo } from "./system/terminal.ts";

/** One invocation: argv, environment and streams of this process in, exit code out. */
async function main(argv: readonly string[], interrupt: AbortController): Promise<number> {
  for (const signal of endingSignals) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(exitCodes.interrupted));
      interrupt.abort(new StudioctlError("interrupted", "interrupted"));
    });
  }
  const io = processIo(process, process.env, "auto");
  let output = outputAsTyped(argv);
  let ownFailure: ExitCode | undefined;
  try {
    if (argv[0] === refreshWord) {
      await (await import("./refresh.ts")).refresh(argv.slice(1), process.env);
      return exitCodes.done;
    }
    // The command that it runs has any exit code.
    if (argv[0] === scheduledWord)
      process.exit(await (await import("./scheduled.ts")).scheduled(argv.slice(1), process.env, interrupt.signal, io.stderr));
    const parsed = await parseCommandLine(argv, registry, version);
    if ("help" in parsed) {
      await io.stdout.write(parsed.help);
      return exitCodes.done;
    }
    ({ ownFailure } = parsed.command);
    const { carryOut, surroundings } = await import("./carry-out.ts");
    const around = surroundings(parsed);
    output = around.globals.output;
    return await carryOut(parsed, around, interrupt.signal);
  } catch (error) {
    if (interrupt.signal.reason === outputClosed) return exitCodes.done;
    return await report(error, output, argv, io, ownFailure);
  }
}

async function report(
  thrown: unknown,
  output: OutputFormat,
  argv: readonly string[],
  { stderr }: Io,
  ownFailure?: ExitCode,
): Promise<ExitCode> {
  const { asStudioctlError, errorText } = await import("./cli/render-error.ts");
  const error = asStudioctlError(thrown);
  // In place of the ^C that the terminal has shown.
  if (error.code === "interrupted" && stderr.drawable) await stderr.write(new Drawn("\r\u001B[K"));
  await stderr.write(errorText(error, output, stderr));
  if (argv.includes("--debug") && error.cause instanceof Error) await stderr.write(`${error.cause.stack}\n`);
  return failureExitCode(error.code, ownFailure);
}

// The SDK warns about Node 20 on stderr at every start; the Node this runs on is the user's affair.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
const interrupt = new AbortController();
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    // A sweep may be about to stop an app: what has begun is finished and recorded.
    if (isClosedPipe(error)) return interrupt.abort(outputClosed);
    if (stream.isTTY && isLostTerminal(error)) return;
    // Whoever wrote to stdout is told so, and reports it; of stderr nobody can be told.
    if (stream === process.stderr) process.exit(exitCodes.failed);
  });
}
endQuietlyWithoutTerminal();
const argv = process.argv.slice(2);
// The event loop can run dry while something awaited never settles: that is a failure, whatever was printed before.
process.exitCode = exitCodes.failed;
process.once("beforeExit", () => {
  const unfinished = new StudioctlError("failed", "the command ended before it finished", {
    why: "something that it waited for never answered",
    fix: "run it again with --debug to see what it waited for",
  });
  void report(unfinished, outputAsTyped(argv), argv, processIo(process, process.env, "auto")).then((code) => process.exit(code));
});
void main(argv, interrupt).then((code) => process.exit(interrupt.signal.reason === outputClosed ? exitCodes.done : code));
