import { usageError } from "../core/errors.ts";
import type { Trace } from "../ports/connection.ts";
import type { Progress } from "../ports/progress.ts";
import { systemClock } from "../system/clock.ts";
import type { AwsSessions } from "../aws/session.ts";
import type { ContextInputs } from "./context.ts";
import { wantsSandbox } from "./environment.ts";
import { once } from "./once.ts";
import type { StateFiles } from "./state-files.ts";

/** The connections of an invocation, opened on first use: AWS, or the sandbox instead. */
export interface Connections {
  /** Checks the configuration before anything is sent; warns about unencrypted connections. */
  readonly checked: () => Promise<void>;
  /** Sessions without that check. */
  readonly unchecked: () => Promise<AwsSessions>;
  readonly sessions: () => Promise<AwsSessions>;
  /** Sessions for the state table, with the credentials of the invocation; beside the sandbox with none that are valid anywhere. */
  readonly stateSessions: () => Promise<AwsSessions>;
  /** How far the clock of the service is ahead of the machine's, in milliseconds; 0 until it is known. */
  readonly skewMs: () => number;
}

interface Needs {
  readonly inputs: ContextInputs;
  readonly files: Pick<StateFiles, "stateFolder">;
  readonly progress: () => Promise<Progress>;
  readonly trace: Trace;
  /** Receives each item left out of a list. */
  readonly leftOut: NonNullable<ConstructorParameters<typeof AwsSessions>[1]["leftOut"]>;
  /** Receives the function that closes each connection. */
  readonly endings: (() => unknown)[];
}

const noSkew = (): number => 0;

export function createConnections({ inputs, files, progress, trace, leftOut, endings }: Needs): Connections {
  const { env, globals, io, signal } = inputs;
  let skewMs = noSkew;

  const running = once(async () => {
    if (!wantsSandbox(inputs)) return undefined;
    if (globals.endpointUrl !== undefined) throw usageError("--sandbox cannot be used with --endpoint-url", { fix: "give one of the two" });
    const { openSandbox, sandboxStateFile } = await import("../sandbox/index.ts");
    const sandbox = await openSandbox({ stateFile: sandboxStateFile(files.stateFolder()), shells: { env } });
    endings.push(() => sandbox.close());
    skewMs = (): number => sandbox.clock.now() - systemClock.now().getTime();
    if (!globals.quiet) await io.stderr.write("sandbox: a simulated account, nothing real is touched\n");
    return sandbox;
  });

  /** Makes connections to anything but the sandbox; undefined if neither a proxy nor a CA bundle is set. */
  const outbound = once(async () => {
    const { caBundle, createAgents } = await import("../system/agents.ts");
    return await createAgents(env, caBundle(env, globals.profile));
  });

  const checked = once(async (): Promise<void> => {
    if ((await running()) !== undefined) return;
    const { checkConnection } = await import("../system/aws-connection.ts");
    const warnings = checkConnection(env, globals);
    if (warnings.length === 0) return;
    const line = await progress();
    for (const warning of warnings) line.note(`warning: ${warning}`);
  });

  /** How AWS itself is reached. */
  const outside = once(async () => {
    const [{ superviseCredentialProcess }, { credentialProcessRunner }, agents] = await Promise.all([
      import("../aws/credential-process.ts"),
      import("../system/credential-process.ts"),
      outbound(),
    ]);
    return {
      agents,
      credentialProcess: superviseCredentialProcess(credentialProcessRunner()),
      ...(globals.profile !== undefined && { profile: globals.profile }),
      ...(globals.endpointUrl !== undefined && { endpoint: globals.endpointUrl }),
    };
  });

  const unchecked = once(async () => {
    const sandbox = await running();
    const { AwsSessions } = await import("../aws/session.ts");
    const options =
      sandbox === undefined
        ? await outside()
        : {
            ...(globals.profile !== undefined && { profile: globals.profile }),
            sandbox: sandbox.endpoint,
            sandboxCredentials: sandbox.credentials,
          };
    const opened = new AwsSessions(options, { clock: systemClock, signal, trace, leftOut });
    endings.push(() => opened.destroy());
    if (sandbox === undefined) skewMs = () => opened.skewMs();
    return opened;
  });
  const sessions = once(async () => {
    await checked();
    return await unchecked();
  });

  const stateSessions = once(async () => {
    await checked();
    const [{ AwsSessions }, { stateAttempts: maxAttempts }] = await Promise.all([
      import("../aws/session.ts"),
      import("../aws/state/table.ts"),
    ]);
    const options = wantsSandbox(inputs) ? { sandbox: env["AWS_ENDPOINT_URL_DYNAMODB"] ?? "" } : await outside();
    const opened = new AwsSessions({ ...options, maxAttempts }, { clock: systemClock, signal, trace });
    endings.push(() => opened.destroy());
    return opened;
  });

  return { checked, unchecked, sessions, stateSessions, skewMs: () => skewMs() };
}
