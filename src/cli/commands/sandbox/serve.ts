import { StudioctlError } from "../../../core/errors.ts";
import { defineCommand } from "../../command.ts";
import type { Context } from "../../context.ts";
import { choiceFlag, integerFlag, switchFlag } from "../../flags.ts";

type OpenedSandbox = Awaited<ReturnType<Awaited<ReturnType<Context["sandbox"]>>["openSandbox"]>>;

const defaultPort = 4510;

export const sandboxServe = defineCommand({
  name: "sandbox serve",
  summary: "Serve the sandbox on loopback for any AWS client, until Ctrl-C",
  description:
    "Requests are accepted with any key. With --shells, apps have terminals and files, and StartSession gives ssh: all of them are " +
    "shells of this machine, as the user who runs this command. Requests must then be signed with the key that is printed at the start, " +
    "which is new each time.",
  flags: {
    port: integerFlag("port on 127.0.0.1; 0 uses any free port", { min: 0, max: 65_535, byDefault: defaultPort }),
    classic: choiceFlag("open|closed", ["open", "closed"], "whether the account can still start Studio Classic apps"),
    shells: switchFlag("give terminals, files and ssh sessions with shells of this machine; requests must be signed"),
  },
  examples: [
    ["Serve any AWS client, such as the AWS CLI", "studioctl sandbox serve"],
    ["Serve terminals and ssh sessions too", "studioctl sandbox serve --shells"],
    ["Serve an account that cannot start Studio Classic apps", "studioctl sandbox serve --classic closed"],
  ],
  seeAlso: ["sandbox seed", "sandbox advance"],
  async run({ flags, context }) {
    const { openSandbox, openStore, sandboxStateFile } = await context.sandbox();
    const stateFile = sandboxStateFile(context.stateFolder());
    const { classic } = flags;
    if (classic !== undefined) await openStore(stateFile).update((state) => void (state.settings.classic = classic));
    const sandbox = await openSandbox({
      stateFile,
      port: flags.port,
      ...(flags.shells && { shells: { env: context.env, builtIns: true } }),
    }).catch((error: unknown) => {
      throw portError(error, flags.port);
    });
    await context.io.stderr.write(banner(sandbox, stateFile));
    await interrupted(context);
    await sandbox.close();
    return { kind: "nothing" };
  },
});

function banner({ endpoint, credentials }: OpenedSandbox, stateFile: string): string {
  const { accessKeyId, secretAccessKey } = credentials ?? { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
  return [
    `sandbox: a simulated account on ${endpoint}; nothing real is changed; stop it with Ctrl-C`,
    ...(credentials === undefined ? [] : ["  shells   of this machine, for requests signed with this key, which is shown once"]),
    `  state    ${stateFile}`,
    `  aws      AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_REGION=us-east-1 aws --endpoint-url ${endpoint} sagemaker list-apps`,
    "  studioctl --sandbox uses the same state\n",
  ].join("\n");
}

function interrupted({ signal }: Context): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function portError(error: unknown, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EADDRINUSE" && code !== "EACCES") return error;
  return new StudioctlError("failed", `port ${port} is not free`, {
    why: code,
    fix: "use another: --port 0 uses any free port",
    cause: error,
  });
}
