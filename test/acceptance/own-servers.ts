import { join } from "node:path";
import type { SignInRequest } from "../../src/sandbox/ports.ts";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { type Outcome, account } from "./account.ts";

/** A command line against a simulated account in which some sign-ins lead to servers of a test's own; and the folder of its state. */
export async function runWithServers(
  seed: Seed,
  presign: (request: SignInRequest) => string | undefined,
  line: string,
): Promise<Outcome & { readonly state: string }> {
  const service = await startSandbox({
    store: memoryStore(seedState(seed, Date.now())),
    jupyter: (deps) => {
      const host = createJupyterHost(deps);
      return { ...host, presign: (origin, request) => presign(request) ?? host.presign(origin, request) };
    },
  });
  const { run, folder } = account();
  const state = join(folder, "own");
  const env = {
    STUDIOCTL_SANDBOX: undefined,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    STUDIOCTL_STATE_HOME: state,
  };
  try {
    return { ...(await run(`${line} --endpoint-url ${service.endpoint}`, { env })), state };
  } finally {
    await service.close();
  }
}
