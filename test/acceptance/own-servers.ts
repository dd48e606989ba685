import { join } from "node:path";
import type { SignInRequest } from "../../src/sandbox/ports.ts";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { type Options, type Outcome, account } from "./account.ts";

/** A simulated account in which some sign-ins lead to servers of a test's own. */
export interface OwnAccount {
  readonly run: (line: string, options?: Options) => Promise<Outcome>;
  /** What makes any command line use it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it keeps its state. */
  readonly state: string;
  readonly close: () => Promise<void>;
}

export async function ownAccount(seed: Seed, presign: (request: SignInRequest) => string | undefined): Promise<OwnAccount> {
  const service = await startSandbox({
    store: memoryStore(seedState(seed, Date.now())),
    jupyter: (deps) => {
      const host = createJupyterHost(deps);
      return { ...host, presign: (origin, request) => presign(request) ?? host.presign(origin, request) };
    },
  });
  const { run, folder, environment } = account();
  const state = join(folder, "own");
  const own = {
    STUDIOCTL_SANDBOX: undefined,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_ENDPOINT_URL: service.endpoint,
    STUDIOCTL_STATE_HOME: state,
  };
  return {
    run: (line, { env, ...options } = {}) => run(line, { ...options, env: { ...own, ...env } }),
    env: environment(own),
    state,
    close: () => service.close(),
  };
}

/** One command line against such an account; and the folder of its state. */
export async function runWithServers(
  seed: Seed,
  presign: (request: SignInRequest) => string | undefined,
  line: string,
): Promise<Outcome & { readonly state: string }> {
  const { run, state, close } = await ownAccount(seed, presign);
  try {
    return { ...(await run(line)), state };
  } finally {
    await close();
  }
}
