import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { merged } from "./accounts.ts";
import { createFarEnd } from "./far-end/far-end.ts";
import { createHomes } from "./homes.ts";
import { createJupyterHost } from "./jupyter/host.ts";
import type { Credentials, Environment } from "./ports.ts";
import { seedState } from "./seed.ts";
import { type Sandbox, startSandbox } from "./server.ts";
import { type SharedStore, fileStore } from "./store.ts";
import { story } from "./story.ts";

/** The folder of a user's sandbox in the state folder. */
export function sandboxStateFile(stateFolder: string): string {
  return join(stateFolder, "sandbox.json");
}

/** The stored sandbox; on first use it contains the story. */
export function openStore(stateFile: string): SharedStore {
  return fileStore(stateFile, () => seedState(story, Date.now()));
}

export interface OpenSandbox {
  readonly stateFile: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Gives terminals, files and sessions with shells of this machine, whose environment is `env`. Absent: none of them. */
  readonly shells?: {
    readonly env: Environment;
    /**
     * Whether this process runs the built-in lifecycle configs of apps that start: what they start ends with the process, so one that serves
     * a single command would end them in the middle.
     */
    readonly builtIns?: boolean;
  };
}

export interface OpenedSandbox extends Sandbox {
  /** The credentials for signed requests, created for each sandbox with shells. */
  readonly credentials: Credentials | undefined;
}

/** The stored sandbox with its Jupyter servers, answering on loopback. Rejects if the port is taken or the state cannot be read. */
export async function openSandbox({ stateFile, port = 0, shells }: OpenSandbox): Promise<OpenedSandbox> {
  const store = openStore(stateFile);
  const homes = createHomes(homesFolder(stateFile));
  const credentials = shells && newCredentials();
  const sandbox = await startSandbox({
    store,
    port,
    jupyter: createJupyterHost,
    ...(shells &&
      credentials && {
        farEnd: (deps) =>
          createFarEnd(
            { homes, credentials, env: shells.env, ...(shells.builtIns === true && { containers: containersFolder(stateFile) }) },
            deps,
          ),
      }),
  });
  return {
    ...sandbox,
    credentials,
    async close() {
      await sandbox.close();
      await store.idle();
      await homes.prune(merged(await store.read()), sandbox.clock.now());
    },
  };
}

/** In the form that AWS's own have (IAM user guide, "IAM identifiers"). */
function newCredentials(): Credentials {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const accessKeyId = `AKIA${[...randomBytes(16)].map((byte) => letters[byte % 32]).join("")}`;
  return { accessKeyId, secretAccessKey: randomBytes(30).toString("base64url") };
}

function containersFolder(stateFile: string): string {
  return join(dirname(stateFile), "sandbox", "containers");
}

/** Next to the sightings of the sandbox: `sandbox reset` removes both. */
function homesFolder(stateFile: string): string {
  return join(dirname(stateFile), "sandbox", "homes");
}
