import type { AppKey, Owner } from "../../../src/core/app/app.ts";
import { emptyState } from "../../../src/sandbox/empty-state.ts";
import { createJupyterHost } from "../../../src/sandbox/jupyter/host.ts";
import type { SignInRequest } from "../../../src/sandbox/ports.ts";
import { appRecordKey, ownerKey } from "../../../src/sandbox/services/sagemaker/names.ts";
import { appRecord } from "../../../src/sandbox/services/sagemaker/records.ts";
import type { JupyterServerState } from "../../../src/sandbox/jupyter-state.ts";
import type { SandboxState } from "../../../src/sandbox/state.ts";
import { memoryStore } from "../../../src/sandbox/store.ts";
import { serveOnLoopback } from "../../loopback.ts";

export const start = Date.UTC(2025, 5, 2, 12, 0, 0);
export const domain = "d-research";
export const alice = { UserProfileName: "alice" };

/** A state with these apps, InService unless told otherwise. */
export function withApps(...apps: readonly (Omit<AppKey, "DomainId"> & { Status?: string; image?: string })[]): SandboxState {
  const state = emptyState();
  for (const { Status, image, ...key } of apps) addApp(state, { DomainId: domain, ...key }, Status, image);
  return state;
}

function addApp(state: SandboxState, key: AppKey, Status = "InService", image?: string): void {
  const ResourceSpec = { InstanceType: "ml.m5.large", ...(image === undefined ? {} : { SageMakerImageArn: image }) };
  const record = appRecord({ ...key, ResourceSpec, CreationTime: start - 3_600_000, Status });
  state.sagemaker.apps[appRecordKey(key)] = record;
}

/** What runs on the server of an owner; healthy and empty but for what is given. */
export function runOn(state: SandboxState, owner: Owner, server: Partial<JupyterServerState>): SandboxState {
  state.jupyter.servers[ownerKey(domain, owner)] = { mode: "up", kernels: [], terminals: [], ...server };
  return state;
}

export interface ServedSandbox {
  readonly origin: string;
  /** `METHOD path` of each request that came, without its query. */
  readonly requests: readonly string[];
  /** Every token it gave out and every cookie it was shown. */
  readonly secrets: ReadonlySet<string>;
  presign(request?: Partial<SignInRequest>): string;
  close(): Promise<void>;
}

/** The Jupyter side of the sandbox on a loopback port; `home` is the folder that every server has its files in. */
export async function serve(state: SandboxState, now: () => number = () => start, home?: string): Promise<ServedSandbox> {
  const homes = home === undefined ? {} : { homes: { open: async () => home, prune: async () => {} } };
  const host = createJupyterHost({ store: memoryStore(state), clock: { now }, ...homes });
  const requests: string[] = [];
  const secrets = new Set<string>();
  const loopback = await serveOnLoopback((request, response) => {
    requests.push(`${request.method} ${request.url?.split("?")[0]}`);
    for (const pair of request.headers.cookie?.split("; ") ?? []) secrets.add(pair.slice(pair.indexOf("=") + 1));
    void host.handle(request, response);
  });
  return {
    origin: loopback.origin,
    requests,
    secrets,
    presign: (request) => {
      const defaults = { DomainId: domain, ...alice, expiresInSeconds: 60, sessionSeconds: 1800 };
      const url = host.presign(loopback.origin, { ...defaults, ...request });
      secrets.add(new URL(url).searchParams.get("token") ?? url);
      return url;
    },
    close: () => loopback.close(),
  };
}
