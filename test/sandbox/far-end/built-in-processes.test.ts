import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAppCommand,
  CreateStudioLifecycleConfigCommand,
  DescribeAppCommand,
  SageMakerClient,
  UpdateDomainCommand,
} from "@aws-sdk/client-sagemaker";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSandbox, openStore } from "../../../src/sandbox/open.ts";
import { domainId } from "../wire.ts";
import { withRemoteSpace } from "./served.ts";

/* Two sandboxes share a state, as a command with --sandbox and `sandbox serve --shells` do. */

const app = { DomainId: domainId, SpaceName: "notes", AppType: "JupyterLab", AppName: "default" } as const;

let folder: string;
let endings: (() => Promise<void>)[];

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-built-in-")));
  endings = [];
  const state = withRemoteSpace();
  state.sagemaker.apps = {};
  state.settings.transitionSeconds = { ...state.settings.transitionSeconds, appStart: 0, domain: 0 };
  await openStore(join(folder, "sandbox.json")).replace(state);
});

afterEach(async () => {
  for (const end of endings) await end();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(builtIns: boolean) {
  const sandbox = await openSandbox({ stateFile: join(folder, "sandbox.json"), shells: { env: process.env, builtIns } });
  const { credentials, endpoint } = sandbox;
  if (credentials === undefined) throw new Error("a sandbox with shells has credentials");
  const client = new SageMakerClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  const close = async (): Promise<void> => {
    client.destroy();
    await sandbox.close();
  };
  endings.push(close);
  return { client, close: async () => (endings.splice(endings.indexOf(close), 1), await close()) };
}

/** Starts the app with a script, through a sandbox that ends then as a command does. */
async function startByCommand(script: string): Promise<void> {
  const { client, close } = await opened(false);
  const { StudioLifecycleConfigArn } = await client.send(
    new CreateStudioLifecycleConfigCommand({
      StudioLifecycleConfigName: "first",
      StudioLifecycleConfigAppType: "JupyterLab",
      StudioLifecycleConfigContent: Buffer.from(script).toString("base64"),
    }),
  );
  await client.send(
    new UpdateDomainCommand({
      DomainId: app.DomainId,
      DefaultUserSettings: { JupyterLabAppSettings: { BuiltInLifecycleConfigArn: StudioLifecycleConfigArn } },
    }),
  );
  await client.send(new CreateAppCommand({ ...app, ResourceSpec: { InstanceType: "ml.m5.large" } }));
  await close();
}

const log = async (): Promise<readonly string[]> =>
  Object.values((await openStore(join(folder, "sandbox.json")).read()).sagemaker.apps)[0]?.lifecycleLog ?? [];

describe("a built-in lifecycle config", { timeout: 30_000 }, () => {
  it("is run by the process that serves, also for an app that a command started, which is over before the script is", async () => {
    const { client } = await opened(true);
    await startByCommand("#!/bin/sh\nsleep 1\necho done\n");
    await vi.waitFor(async () => expect(await log()).toContain("Lifecycle config first ended with exit code 0"), 20_000);
    expect(await log()).toContain("done");
    expect((await client.send(new DescribeAppCommand(app))).Status).toBe("InService");
  });

  it("waits for a process that serves", async () => {
    await startByCommand("#!/bin/sh\necho done\n");
    expect(await log()).toEqual([]);
    await opened(true);
    await vi.waitFor(async () => expect(await log()).toContain("done"), 20_000);
  });

  it("fails its app where it fails", async () => {
    const { client } = await opened(true);
    await startByCommand("#!/bin/sh\nexit 3\n");
    await vi.waitFor(async () => {
      const { Status, FailureReason } = await client.send(new DescribeAppCommand(app));
      expect([Status, FailureReason]).toEqual(["Failed", "Lifecycle config first ended with exit code 3"]);
    }, 20_000);
  });

  it("does not fail its app where the process that serves ends first", async () => {
    const { close } = await opened(true);
    await startByCommand(`#!/bin/sh\ntouch "${folder}/began"\nsleep 1000\n`);
    await vi.waitFor(() => expect(existsSync(join(folder, "began"))).toBe(true), 20_000);
    await close();
    const { client } = await opened(false);
    expect((await client.send(new DescribeAppCommand(app))).Status).toBe("InService");
  });
});
