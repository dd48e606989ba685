import { checkRepositoryUrl, folderOfUrl } from "../../core/clone/repository.ts";
import { homePath } from "../../core/copy/home-path.ts";
import { usageError } from "../../core/errors.ts";
import { type RunInApp, clone } from "../../operations/clone/clone.ts";
import { signInBy } from "../../operations/remote/sign-in.ts";
import { runCommand } from "../../operations/terminal/run-command.ts";
import type { RemoteTerminals } from "../../ports/terminals.ts";
import { defineCommand, requiredArgument } from "../command.ts";
import type { Context } from "../context.ts";
import { textFlag } from "../flags.ts";
import { connect, startFlag, targetArgument, viaFlag } from "../remote.ts";
import { details, known } from "../result.ts";

/** A session that has run out is renewed. */
const sessionSeconds = 3_600;

/** Of what git prints: its last words say why it failed. */
const keptText = 64 * 1024;

export const cloneCommand = defineCommand({
  name: "clone",
  summary: "Clone a git repository into the home directory of a running app",
  description:
    "Git runs in the app, with the app's network and credentials, and asks for nothing. Where another git process, such as the git panel " +
    "of JupyterLab, holds the lock of the index, the checkout is tried up to five times. The folder gets its name when the clone is " +
    "complete. A URL that holds a password or a token is refused.",
  args: { url: requiredArgument("URL", "of the repository, as git reads it", { check: checkRepositoryUrl }), target: targetArgument },
  flags: {
    branch: textFlag("B", "the branch or tag to check out; else the default branch", {
      check: (text, name) => {
        if (text.startsWith("-"))
          throw usageError(`${name}: "${text}" is not the name of a branch`, { fix: "give the name of a branch or tag" });
      },
    }),
    into: textFlag("DIR", "the folder, relative to the home directory; else the name of the repository"),
    via: viaFlag,
    start: startFlag,
  },
  examples: [
    ["The default branch", "studioctl clone https://github.com/aws-samples/mlops-sagemaker.git nlp-notebooks"],
    [
      "A branch, into a folder of its own",
      "studioctl clone https://github.com/aws-samples/mlops-sagemaker.git nlp-notebooks --branch dev --into work/mlops",
    ],
  ],
  seeAlso: ["cp", "terminal"],
  async run({ args, flags, context }) {
    const into = homePath(flags.into ?? folderOfUrl(args.url));
    if (into === "") throw usageError(`no folder follows from "${args.url}"`, { fix: "give one with --into" });
    const cloned = await connect(
      context,
      args.target,
      { possible: ["jupyter"], via: flags.via, start: flags.start },
      {
        async jupyter(way) {
          const session = await signInBy(await context.jupyter(), way, { sessionSeconds });
          try {
            const { terminalsOf } = await context.jupyterTerminals();
            const ports = { run: runnerIn(context, terminalsOf(session)), clock: context.clock, progress: await context.progress() };
            return await clone(ports, { url: args.url, branch: flags.branch, into, target: args.target });
          } finally {
            session.close();
          }
        },
      },
    );
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

function runnerIn({ clock, signal }: Context, terminals: RemoteTerminals): RunInApp {
  return async (argv) => {
    const [stdout, stderr] = [new Text(), new Text()];
    // Removing what is incomplete has to happen also where the rest was ended.
    const own = argv.includes("drop") ? new AbortController().signal : signal;
    const request = { argv, stdin: nothing(), stdout: stdout.add, stderr: stderr.add, notice: () => {}, signal: own };
    const code = await runCommand({ terminals, clock }, request);
    return { code, stdout: stdout.text, stderr: stderr.text };
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
