import { SageMakerClient, StartSessionCommand } from "@aws-sdk/client-sagemaker";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFarEnd } from "../../../src/sandbox/far-end/far-end.ts";
import { createHomes } from "../../../src/sandbox/homes.ts";
import { createJupyterHost } from "../../../src/sandbox/jupyter/host.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { spaceArn } from "../../../src/sandbox/services/sagemaker/names.ts";
import { appRecord } from "../../../src/sandbox/services/sagemaker/records.ts";
import type { SandboxState } from "../../../src/sandbox/state.ts";
import { memoryStore, type ResettableStore } from "../../../src/sandbox/store.ts";
import { domainId, smallStudio } from "../wire.ts";
import type { Given } from "./plain-client.ts";

export const credentials = { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "a secret of the test" };
export const notes = { DomainId: domainId, SpaceName: "notes", AppType: "JupyterLab", AppName: "default" } as const;

export interface ServedFarEnd extends Sandbox {
  readonly store: ResettableStore;
  readonly client: SageMakerClient;
  /** The folder that holds all homes. */
  readonly homes: string;
  startSession(): Promise<Given>;
}

/** Alice, her JupyterServer, and her space `notes` with remote access and a JupyterLab that runs. */
export function withRemoteSpace(): SandboxState {
  const state = smallStudio();
  const CreationTime = Date.now() - 3_600_000;
  const space = state.sagemaker.spaces[`${domainId}/notes`];
  if (space !== undefined) space.SpaceSettings = { AppType: "JupyterLab", RemoteAccess: "ENABLED" };
  const lab = appRecord({ ...notes, ResourceSpec: { InstanceType: "ml.m5.xlarge" }, CreationTime });
  const classic = { DomainId: domainId, UserProfileName: "alice" };
  const server = appRecord({
    ...classic,
    AppType: "JupyterServer",
    AppName: "default",
    ResourceSpec: { InstanceType: "system" },
    CreationTime,
  });
  const gateway = appRecord({
    ...classic,
    AppType: "KernelGateway",
    AppName: "gpu",
    ResourceSpec: { InstanceType: "ml.g4dn.xlarge" },
    CreationTime,
  });
  Object.assign(state.sagemaker.apps, {
    [`${domainId}/space/notes/JupyterLab/default`]: lab,
    [`${domainId}/user/alice/JupyterServer/default`]: server,
    [`${domainId}/user/alice/KernelGateway/gpu`]: gateway,
  });
  state.settings.transitionSeconds.appStop = 0;
  return state;
}

/** A sandbox that gives shells, on loopback, with everything in a folder of its own. */
export async function serveFarEnd(state: SandboxState = withRemoteSpace()): Promise<ServedFarEnd> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-far-end-")));
  const store = memoryStore(state);
  const homes = createHomes(folder);
  const sandbox = await startSandbox({
    store,
    jupyter: createJupyterHost,
    farEnd: (deps) => createFarEnd({ homes, env: process.env, credentials, containers: join(folder, "containers") }, deps),
  });
  const client = new SageMakerClient({ endpoint: sandbox.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  return {
    ...sandbox,
    store,
    client,
    homes: folder,
    async startSession() {
      const {
        SessionId = "",
        StreamUrl = "",
        TokenValue = "",
      } = await client.send(new StartSessionCommand({ ResourceIdentifier: spaceArn(domainId, "notes") }));
      return { SessionId, StreamUrl, TokenValue };
    },
    async close() {
      client.destroy();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
