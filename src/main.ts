import { version } from "../package.json";
import { StudioctlError } from "./core/errors.ts";
import { scheduledWord } from "./core/schedule/word.ts";
import { refreshWord } from "./completion/tree.ts";
import { exitCodes } from "./cli/exit-codes.ts";
import { commandList } from "./cli/commands/command-list.ts";
import type { Command } from "./cli/command.ts";
import { type Parsed, outputAsTyped } from "./cli/program.ts";
import { reportFailure, runCommand } from "./cli/run-command.ts";
import { outputClosed } from "./ports/io.ts";
import { endingSignals } from "./system/signals.ts";
import { endQuietlyWithoutTerminal, isClosedPipe, isLostTerminal, processIo } from "./system/terminal.ts";

/** One invocation: argv, environment and streams of this process in, exit code out. */
async function main(argv: readonly string[], interrupt: AbortController): Promise<number> {
  for (const signal of endingSignals) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(exitCodes.interrupted));
      interrupt.abort(new StudioctlError("interrupted", "interrupted"));
    });
  }
  const { signal } = interrupt;
  const io = processIo(process, process.env, "auto");
  try {
    if (argv[0] === refreshWord) {
      await (await import("./refresh.ts")).refresh(argv.slice(1), process.env);
      return exitCodes.done;
    }
    // The exit code is that of the command that it runs, also if nobody reads the output.
    if (argv[0] === scheduledWord)
      process.exit(await (await import("./scheduled.ts")).scheduled(argv.slice(1), process.env, signal, io.stderr));
  } catch (error) {
    return (await reportFailure(error, { output: outputAsTyped(argv), argv, io })).code;
  }
  const open = async (parsed: Parsed) => {
    running = parsed.command;
    return (await import("./process-context.ts")).processContext(parsed, signal);
  };
  return (await runCommand(argv, { commandList, version, io, signal, open })).code;
}

// The SDK warns about Node 20 on stderr at every start; the Node version is the user's choice.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
const interrupt = new AbortController();
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    // A sweep may be about to stop an app: a stop that has begun is completed and recorded.
    if (isClosedPipe(error)) return interrupt.abort(outputClosed);
    if (stream.isTTY && isLostTerminal(error)) return;
    // A failed write to stdout is reported by its caller; a failed write to stderr cannot be reported.
    if (stream === process.stderr) process.exit(exitCodes.failed);
  });
}
endQuietlyWithoutTerminal();
const argv = process.argv.slice(2);
let running: Command | undefined;
// The event loop can become empty while an awaited promise never settles: that is a failure.
process.exitCode = exitCodes.failed;
process.once("beforeExit", () => {
  const unfinished = new StudioctlError("failed", "the command ended before it finished", {
    why: "something that it waited for never answered",
    fix: "run it again with --debug to see what it waited for",
  });
  void endWith(unfinished);
});
// A fault of the program's own, of which Node would print a line of minified code.
process.once("uncaughtException", (error) => void endWith(error));

async function endWith(error: unknown): Promise<void> {
  const io = processIo(process, process.env, "auto");
  const { code } = await reportFailure(error, { output: outputAsTyped(argv), argv, io }, running?.ownFailure);
  process.exit(code);
}

void main(argv, interrupt).then((code) => process.exit(interrupt.signal.reason === outputClosed ? exitCodes.done : code));
