import { checkRepositoryUrl, folderOfUrl } from "../../core/clone/repository.ts";
import { homePath } from "../../core/copy/home-path.ts";
import { usageError } from "../../core/errors.ts";
import { type RunInApp, clone } from "../../operations/clone/clone.ts";
import { signInBy } from "../../operations/remote/sign-in.ts";
import { runProgram } from "../../operations/ssh/run-program.ts";
import { runCommand } from "../../operations/terminal/run-command.ts";
import type { RemoteTerminals } from "../../ports/terminals.ts";
import { defineCommand, requiredArgument } from "../command.ts";
import type { Context } from "../context.ts";
import { entering } from "../entering.ts";
import { textFlag } from "../flags.ts";
import { connect, startFlag, targetArgument, viaFlag } from "../remote.ts";
import { details, known } from "../result.ts";
import { type SshEntry, entryOf, startBySsh } from "../ssh-route.ts";

/** A session that has run out is renewed. */
const sessionSeconds = 3_600;

/** Of what git prints: its last words say why it failed. */
const keptText = 64 * 1024;

export const cloneCommand = defineCommand({
  name: "clone",
  summary: "Clone a git repository into the home directory of a running app",
  description:
    "Git runs in the app, with the network and the credentials of the app, and never asks for a password. If another git process, " +
    "such as the git panel of JupyterLab, locks the index, the checkout is tried up to five times. The folder gets its final name " +
    "when the clone is complete. A URL that contains a password or a token is refused.",
  args: {
    url: requiredArgument("URL", "URL of the repository: https, http, ssh, git, file or codecommit", { check: checkRepositoryUrl }),
    target: targetArgument,
  },
  flags: {
    branch: textFlag("B", "branch or tag to check out (default: the default branch)", {
      check: (text, name) => {
        if (text.startsWith("-"))
          throw usageError(`${name}: "${text}" is not the name of a branch`, { fix: "give the name of a branch or tag" });
      },
    }),
    into: textFlag("DIR", "folder, relative to the home directory (default: the name of the repository)"),
    via: viaFlag,
    start: startFlag,
  },
  examples: [
    ["The default branch", "studioctl clone https://github.com/aws-samples/mlops-sagemaker.git nlp-notebooks"],
    [
      "A branch, into a separate folder",
      "studioctl clone https://github.com/aws-samples/mlops-sagemaker.git nlp-notebooks --branch dev --into work/mlops",
    ],
  ],
  seeAlso: ["cp", "terminal"],
  async run({ args, flags, context }) {
    const into = homePath(flags.into ?? folderOfUrl(args.url));
    if (into === "") throw usageError(`no folder follows from "${args.url}"`, { fix: "give one with --into" });
    const way = entering(context, args.target);
    const { run, close } = await way.wait(
      connect<Opened>(
        context,
        args.target,
        { possible: ["jupyter", "ssh"], via: flags.via, start: flags.start },
        {
          async jupyter(found) {
            const session = await signInBy(await context.jupyter(), found, { sessionSeconds });
            const { terminalsOf } = await context.jupyterTerminals();
            return { run: inTerminals(context, terminalsOf(session)), close: () => session.close() };
          },
          async ssh(found) {
            return { run: bySsh(context, await entryOf(context, found)), close: () => {} };
          },
        },
      ),
    );
    let cloned;
    try {
      const ports = { run, clock: context.clock, progress: await context.progress() };
      const request = { url: args.url, branch: flags.branch, into, target: args.target };
      cloned = await clone(ports, { ...request, signal: way.signal, entered: way.entered });
    } finally {
      close();
    }
    return details({
      document: { ...cloned, Url: args.url, Target: args.target },
      fields: known([
        ["Cloned", args.url],
        ["Into", `${args.target}:${cloned.Path}`],
        ["Branch", cloned.Branch],
        ["Commit", cloned.Commit],
        ["Retries", cloned.Retries === 0 ? undefined : `${cloned.Retries}`],
      ]),
      name: `${args.target}:${cloned.Path}`,
    });
  },
});

/** What runs git in the app. */
interface Opened {
  readonly run: RunInApp;
  readonly close: () => void;
}

function inTerminals({ clock }: Context, terminals: RemoteTerminals): RunInApp {
  return async (argv, options) => {
    const [stdout, stderr] = [new Text(), new Text()];
    const request = { argv, stdin: nothing(), stdout: stdout.add, stderr: stderr.add, notice: () => {}, ...options };
    const code = await runCommand({ terminals, clock }, request);
    return { code, stdout: stdout.text, stderr: stderr.text };
  };
}

function bySsh(context: Context, entry: SshEntry): RunInApp {
  const ports = { start: (argv: readonly string[]) => startBySsh(context, entry, argv), clock: context.clock };
  return async (argv, options) => {
    const stdout = new Text();
    const { exitCode, said } = await runProgram(ports, { argv, stdout: stdout.add, ...options });
    return { code: exitCode, stdout: stdout.text, stderr: said.join("\n") };
  };
}

// oxlint-disable-next-line require-yield -- an input that ends at once
async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The end of an output. */
class Text {
  text = "";
  readonly #decoder = new TextDecoder();

  readonly add = async (bytes: Uint8Array): Promise<void> => {
    this.text = (this.text + this.#decoder.decode(bytes, { stream: true })).slice(-keptText);
  };
}
