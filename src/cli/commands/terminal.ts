import { usageError } from "../../core/errors.ts";
import type { ServerKey } from "../../core/domain/domain.ts";
import { remoteCommand } from "../../core/ssh/quoting.ts";
import { signInBy } from "../../operations/remote/sign-in.ts";
import { type Attachment, attachTerminal } from "../../operations/terminal/attach.ts";
import { findImageTerminal } from "../../operations/terminal/image-terminal.ts";
import { openTerminal } from "../../operations/terminal/open-terminal.ts";
import { runCommand } from "../../operations/terminal/run-command.ts";
import type { RemoteTerminals } from "../../ports/terminals.ts";
import { anyArguments, defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { type Entering, entering } from "../entering.ts";
import { exitCodes } from "../exit-codes.ts";
import { textFlag } from "../flags.ts";
import { type SshEntry, entryOf, runSsh } from "../ssh-route.ts";
import { connect, startFlag, targetArgument, viaFlag } from "../remote.ts";

/** The command to run; absent for an interactive terminal. */
type Argv = readonly [string, ...string[]] | undefined;

/**
 * The shortest sign-in that there is: one that runs out is renewed. A terminal should not be interrupted for that (service-facts: The
 * Jupyter server).
 */
const sessionSeconds = { command: 1_800, terminal: 43_200 } as const;

export const terminalCommand = defineCommand({
  name: "terminal",
  summary: "Open a terminal in a running app, or run a command there",
  description:
    "Connects this terminal to a new terminal in the app. Keys, window size and colors work as in ssh; ~. at the beginning of a " +
    "line disconnects. With -- COMMAND, runs the command without a terminal: the arguments arrive exactly as given and no shell " +
    "reads them, so pipes and variables need sh -c; standard input, output and error are passed through unchanged; the exit code " +
    "is that of the command. Connects again after a lost connection, and closes the terminal at the end. The exit code is 255 if " +
    "studioctl itself fails and after ~., and 0 when the shell ends, since Jupyter does not report its exit code. --timeout " +
    "limits the time until the terminal is open. With --app, attaches to the image terminal that is open in a KernelGateway app " +
    "of a Studio Classic user, and leaves it open at the end.",
  args: {
    target: targetArgument,
    command: anyArguments("COMMAND", "after --: the program to run and its arguments"),
  },
  flags: {
    app: textFlag("NAME", "attach to the image terminal that is open in this KernelGateway app (Studio Classic)", { completes: "app" }),
    via: viaFlag,
    start: startFlag,
  },
  ownFailure: exitCodes.notReached,
  examples: [
    ["Open a terminal in the app of a space", "studioctl terminal nlp-notebooks"],
    ["Run a command and get its output and exit code", "studioctl terminal nlp-notebooks -- python3 train.py --epochs 3"],
    ["Use a pipe in the app", "studioctl terminal nlp-notebooks -- sh -c 'ls -1 | wc -l'"],
    ["Run a script that is on this machine", "studioctl terminal nlp-notebooks -- bash -s < setup.sh"],
    ["Open a system terminal of a Studio Classic user", "studioctl terminal alice"],
    ["Attach to an image terminal that is open in the browser", "studioctl terminal alice --app data-science"],
  ],
  seeAlso: ["app start", "app list"],
  async run({ args, flags, context }) {
    const argv = commandOf(args.command, context.argv);
    if (flags.app !== undefined && argv !== undefined)
      throw usageError("--app cannot be used with a command", { fix: "leave out one of the two" });
    const local = await context.localTerminal();
    if (argv === undefined && !local.isTerminal) {
      throw usageError("there is no terminal to attach", {
        why: "standard input or output is not a terminal",
        fix: `studioctl terminal ${args.target} -- COMMAND`,
      });
    }
    const way = entering(context, args.target);
    const inside = async (terminals: RemoteTerminals, server: ServerKey): Promise<number> => {
      if (argv !== undefined) return await run(context, terminals, way, argv);
      return await attach(context, terminals, way, server, flags.app);
    };
    const opened: Opened = await way.wait(
      connect<Opened>(
        context,
        args.target,
        // An image terminal is one of the Jupyter server.
        { possible: flags.app === undefined ? ["jupyter", "ssh"] : ["jupyter"], via: flags.via, start: flags.start },
        {
          ssh: async (found) => await entryOf(context, found),
          async jupyter(found) {
            const { terminalsOf } = await context.jupyterTerminals();
            const seconds = sessionSeconds[argv === undefined ? "terminal" : "command"];
            const session = await signInBy(await context.jupyter(), found, { sessionSeconds: seconds });
            return { terminals: terminalsOf(session), server: found.server };
          },
        },
      ),
    );
    if ("route" in opened) {
      way.entered();
      // ssh -t as a person has it who logs in; a command gets the streams as they are.
      const words = argv === undefined ? [] : [remoteCommand(argv)];
      return { kind: "nothing", exitCode: await runSsh(context, opened, words, argv === undefined ? ["-t"] : ["-T"]) };
    }
    try {
      return { kind: "nothing", exitCode: await inside(opened.terminals, opened.server) };
    } finally {
      opened.terminals.close();
    }
  },
});

/** What was opened, by the way in. */
type Opened = SshEntry | { readonly terminals: RemoteTerminals; readonly server: ServerKey };

/** The words after `--`. Before it they could be read as flags of studioctl's own. */
function commandOf(words: readonly string[], typed: readonly string[]): Argv {
  const [program, ...rest] = words;
  if (program === undefined) return undefined;
  const end = typed.indexOf("--");
  if (end === -1 || typed.length - end - 1 < words.length)
    throw usageError(`"${program}" is one argument too many`, { fix: "put -- before the command to run" });
  return [program, ...rest];
}

async function run(context: Context, terminals: RemoteTerminals, way: Entering, argv: NonNullable<Argv>): Promise<number> {
  const { clock, io } = context;
  const notice = await notices(context);
  return await runCommand(
    { terminals, clock },
    {
      argv,
      stdin: io.stdin.bytes(),
      stdout: (bytes) => io.stdout.writeBytes(bytes),
      stderr: (bytes) => io.stderr.writeBytes(bytes),
      notice,
      started: way.entered,
      signal: way.signal,
    },
  );
}

async function attach(
  context: Context,
  terminals: RemoteTerminals,
  way: Entering,
  server: ServerKey,
  app: string | undefined,
): Promise<number> {
  const { clock, signal } = context;
  const notice = await notices(context);
  const ports = { terminals, clock, local: await context.localTerminal() };
  const request = { signal: way.signal, attached: way.entered };
  if (app === undefined) return await codeOf(context, await openTerminal(ports, { ...request, notice }));
  const found = await way.wait(findImageTerminal({ studio: await context.studio(), terminals }, server, app));
  if (found.mayBeIn.length > 1) notice(`it may be a terminal of ${found.mayBeIn.join(" or ")}, which share image and instance type`);
  if (found.open > 1) notice(`${found.open} image terminals are open in ${app}; this is the first`);
  signal.throwIfAborted();
  return await codeOf(context, await attachTerminal(ports, { ...request, name: found.name }));
}

async function codeOf({ io }: Context, attachment: Attachment): Promise<number> {
  if (attachment === "ended") return exitCodes.done;
  // The cursor is after the remote prompt, where the local one will appear.
  await io.stderr.write("\ndisconnected\n");
  return exitCodes.notReached;
}

/** Lines in addition to the output, omitted with --quiet; they replace the progress of the start. */
async function notices(context: Context): Promise<(text: string) => void> {
  const progress = await context.progress();
  progress.stop?.();
  return (text) => {
    if (!context.globals.quiet) progress.note(`note: ${text}`);
  };
}
