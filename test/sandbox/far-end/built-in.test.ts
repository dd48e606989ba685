import { CreateAppCommand, CreateStudioLifecycleConfigCommand, DescribeAppCommand, UpdateDomainCommand } from "@aws-sdk/client-sagemaker";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { domainId } from "../wire.ts";
import { notes, type ServedFarEnd, serveFarEnd, withRemoteSpace } from "./served.ts";

/* The built-in lifecycle configs of apps that start, run for real. */

let sandbox: ServedFarEnd;
afterEach(async () => sandbox.close());

const key = `${domainId}/space/notes/JupyterLab/default`;

async function startWith(script: string): Promise<void> {
  const state = withRemoteSpace();
  delete state.sagemaker.apps[key];
  Object.assign(state.sagemaker.spaces[`${domainId}/notes`] ?? {}, {
    OwnershipSettings: { OwnerUserProfileName: "alice" },
    SpaceSharingSettings: { SharingType: "Private" },
  });
  state.settings.transitionSeconds = { ...state.settings.transitionSeconds, domain: 0, appStart: 3_600, appStop: 0 };
  sandbox = await serveFarEnd(state);
  const { client } = sandbox;
  const { StudioLifecycleConfigArn: arn } = await client.send(
    new CreateStudioLifecycleConfigCommand({
      StudioLifecycleConfigName: "Own",
      StudioLifecycleConfigAppType: "JupyterLab",
      StudioLifecycleConfigContent: Buffer.from(script).toString("base64"),
    }),
  );
  await client.send(
    new UpdateDomainCommand({ DomainId: domainId, DefaultUserSettings: { JupyterLabAppSettings: { BuiltInLifecycleConfigArn: arn } } }),
  );
  await client.send(new CreateAppCommand({ ...notes, ResourceSpec: { InstanceType: "ml.m5.xlarge" } }));
}

/** The lines of the log, when the script has ended. */
async function log(): Promise<readonly string[]> {
  return await expect
    .poll(async () => (await sandbox.store.read()).sagemaker.apps[key]?.lifecycleLog, { timeout: 20_000 })
    .toBeDefined()
    .then(async () => (await sandbox.store.read()).sagemaker.apps[key]?.lifecycleLog ?? []);
}

it("runs in the scratch home, with the metadata of its app, and its output is the app's log", async () => {
  await startWith(
    '#!/bin/sh\necho "$USER in $(pwd)"; cat "$STUDIOCTL_BEACON_ROOT/opt/ml/metadata/resource-metadata.json"; echo; echo late >&2\n',
  );
  const [first, where, metadata = "{}", ...rest] = await log();
  expect(first).toBe("Running lifecycle config own");
  expect(where).toMatch(new RegExp(`^sagemaker-user in ${sandbox.homes}/${domainId}/volumes/\\d+$`));
  expect(JSON.parse(metadata)).toMatchObject({
    DomainId: domainId,
    SpaceName: "notes",
    ResourceArn: expect.stringContaining(`app/${domainId}/notes/JupyterLab/default`),
  });
  expect(rest).toEqual(["late", "Lifecycle config own ended with exit code 0"]);
  const described = await sandbox.client.send(new DescribeAppCommand(notes));
  expect(described).toMatchObject({ Status: "Pending", BuiltInLifecycleConfigArn: expect.stringMatching(/studio-lifecycle-config\/own$/) });
});

it("fails its app if the script fails", async () => {
  await startWith("#!/bin/sh\nexit 3\n");
  expect((await log()).at(-1)).toBe("Lifecycle config own ended with exit code 3");
  expect((await sandbox.store.read()).sagemaker.apps[key]?.failNext).toBe("Lifecycle config own ended with exit code 3");
});

it("leaves no folder and no process behind", async () => {
  await startWith("#!/bin/sh\nsleep 1000 >/dev/null 2>&1 &\necho $STUDIOCTL_BEACON_ROOT\n");
  const root = (await log())[1] ?? "";
  expect(existsSync(root)).toBe(true);
  await sandbox.close();
  expect(existsSync(root)).toBe(false);
  const left = () =>
    readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(join("/proc", pid, "environ"), "utf8").includes(`STUDIOCTL_BEACON_ROOT=${root}`);
      } catch {
        return false;
      }
    });
  // A killed process is listed until it has ended.
  await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  sandbox = await serveFarEnd();
});
