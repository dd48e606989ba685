import { dirname, join } from "node:path";
import { createHomes } from "./homes.ts";
import { createJupyterHost } from "./jupyter/host.ts";
import { seedState } from "./seed.ts";
import { type Sandbox, startSandbox } from "./server.ts";
import { type SharedStore, fileStore } from "./store.ts";
import { story } from "./story.ts";

/** Where the sandbox of a user lives, under the folder for what is kept between invocations. */
export function sandboxStateFile(stateFolder: string): string {
  return join(stateFolder, "sandbox.json");
}

/** The kept sandbox; at first use it begins with the story. */
export function openStore(stateFile: string): SharedStore {
  return fileStore(stateFile, () => seedState(story, Date.now()));
}

/** The kept sandbox with its Jupyter servers, answering on loopback. Rejects where the port is taken or the state cannot be read. */
export async function openSandbox({ stateFile, port = 0 }: { readonly stateFile: string; readonly port?: number }): Promise<Sandbox> {
  const store = openStore(stateFile);
  const homes = createHomes(homesFolder(stateFile));
  const sandbox = await startSandbox({ store, port, jupyter: (deps) => createJupyterHost({ ...deps, homes }) });
  return {
    ...sandbox,
    async close() {
      await sandbox.close();
      await store.idle();
      await homes.prune(await store.read(), sandbox.clock.now());
    },
  };
}

/** Beside what sweeps remember of the sandbox: `sandbox reset` removes both. */
function homesFolder(stateFile: string): string {
  return join(dirname(stateFile), "sandbox", "homes");
}
