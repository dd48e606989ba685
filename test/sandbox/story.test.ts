import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { appKey, ownerOf } from "../../src/core/app/app.ts";
import { decide } from "../../src/core/idle/decide.ts";
import type { AppFacts } from "../../src/core/idle/facts.ts";
import { defaultPolicy } from "../../src/core/idle/policy.ts";
import { Secret } from "../../src/core/secret.ts";
import { type AppStatus, appStatuses, appTypes } from "../../src/core/service-model.ts";
import { appsPerInstance } from "../../src/core/app/rules.ts";
import { createActivityProbe } from "../../src/jupyter/probe.ts";
import type { ActivityProbe } from "../../src/ports/activity.ts";
import type { PresignedUrlRequest } from "../../src/ports/studio.ts";
import { parseSeed } from "../../src/sandbox/seed-format.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { homes } from "../../src/sandbox/services/efs/homes.ts";
import { currentState } from "../../src/sandbox/services/sagemaker/transitions.ts";
import type { AppRecord } from "../../src/sandbox/sagemaker-state.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";
import { story } from "../../src/sandbox/story.ts";
import { manualClock } from "../jupyter/manual-clock.ts";
import { serve, type ServedSandbox } from "./jupyter/served-sandbox.ts";

const now = Date.UTC(2025, 5, 2, 15, 0, 0);
const hour = 3_600_000;

let state: SandboxState;
beforeAll(() => {
  state = seedState(story, now);
});

function apps(): AppRecord[] {
  return Object.values(state.sagemaker.apps);
}

function app(name: string): AppRecord {
  const found = apps().find((record) => record.AppName === name);
  if (found === undefined) throw new Error(`no app ${name}`);
  return found;
}

function usersWith(type: string) {
  return new Set(
    apps()
      .filter((record) => record.AppType === type)
      .map((record) => record.UserProfileName),
  );
}

function server(owner: string) {
  return Object.entries(state.jupyter.servers).find(([key]) => key.endsWith(`/${owner}`))?.[1];
}

describe("the story", () => {
  it("is a seed document like any other, also as YAML", () => {
    expect(parseSeed(stringify(story))).toEqual(JSON.parse(JSON.stringify(story)));
  });

  it("has two domains, one of them SSO", () => {
    expect(Object.values(state.sagemaker.domains).map((domain) => [domain.DomainName, domain.AuthMode])).toEqual([
      ["research", "IAM"],
      ["finance-bi", "SSO"],
    ]);
  });

  it("has file systems of several sizes, one of them nobody's", () => {
    const told = homes(state).map(({ DomainId, storedGb }) => [state.sagemaker.domains[DomainId]?.DomainName, storedGb]);
    expect(told).toEqual([
      [undefined, { standard: 212 }],
      ["research", { standard: 286, infrequentAccess: 941 }],
      ["finance-bi", { standard: 38.5 }],
    ]);
  });

  it("keeps a sweep's table on a screen: 20 to 25 apps that a sweep looks at", () => {
    const swept = apps().filter((record) => record.AppType !== "JupyterServer" && record.Status !== "Deleted");
    expect(swept.length).toBeGreaterThanOrEqual(20);
    expect(swept.length).toBeLessThanOrEqual(25);
  });

  it("stands still on its own: nothing changes in an hour", () => {
    expect(currentState(state.sagemaker, now + hour)).toEqual(state.sagemaker);
  });

  it("gives two users a full instance of four apps", () => {
    const full = ["ben", "carla"].map((user) =>
      apps().filter(
        (record) =>
          record.UserProfileName === user && record.AppType === "KernelGateway" && record.ResourceSpec.InstanceType === "ml.m5.large",
      ),
    );
    expect(full.map((apps) => apps.length)).toEqual([appsPerInstance, appsPerInstance]);
  });

  it("has a server for each KernelGateway app to be asked through", () => {
    expect(usersWith("JupyterServer")).toEqual(usersWith("KernelGateway"));
  });

  it("tells no server that would make a first sweep wait", () => {
    expect(Object.values(state.jupyter.servers).map(({ mode }) => mode)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/hang|loading/)]),
    );
  });

  it.each([
    ["alice", { state: "idle", activity: { at: now - 6 * hour - 600_000 }, appName: "vision-gpu", instanceType: "ml.g4dn.xlarge" }],
    ["dmitri", { state: "busy", activity: { at: now - 7 * hour - 1_500_000 }, appName: "finetune" }],
    ["erin", { state: "idle", activity: { everySeconds: 30 }, appName: "sql" }],
    ["ines", { state: "starting", appName: "variants" }],
  ])("runs what it says for %s", (owner, kernel) => {
    expect(server(owner)?.kernels).toContainEqual(expect.objectContaining(kernel));
  });

  it("names an image terminal by the image and instance type of its app", () => {
    const { SageMakerImageArn, InstanceType } = app("data-prep").ResourceSpec;
    expect(server("erin")?.terminals[1]?.name).toMatch(new RegExp(`^${SageMakerImageArn}__[0-9a-f-]{36}__${InstanceType}$`));
  });

  it("keeps one app without end and one until a given time", () => {
    const kept = ["demo", "workshop"].map((name) => state.sagemaker.tags[app(name).AppArn]?.["studioctl:keep"]);
    expect(kept).toEqual(["forever", new Date(now + 4 * hour).toISOString()]);
  });

  it("has an app that failed with its reason, and one that is deleted", () => {
    expect(app("finetune-large")).toMatchObject({ Status: "Failed", FailureReason: expect.stringContaining("ml.g5.48xlarge") });
    expect(app("workshop-draft").Status).toBe("Deleted");
  });

  it("shows each type of app that a sweep looks at", () => {
    const types = new Set(apps().map((record) => record.AppType));
    expect(appTypes.filter((type) => types.has(type))).toEqual(["JupyterServer", "KernelGateway", "CodeEditor", "JupyterLab", "Canvas"]);
  });
});

/** The verdict of a first sweep, of the types it looks at by default, on each app, by owner and name. */
async function verdicts(): Promise<Record<string, string>> {
  const sandbox = await serve(state, () => now);
  const clock = manualClock(now);
  const probe = createActivityProbe({ signIn: { createPresignedDomainUrl: (request) => signIn(sandbox, request) }, clock });
  const facts = await Promise.all(
    apps()
      .filter(({ AppType }) => !["JupyterServer", "Canvas"].includes(AppType))
      .map((record) => factsOf(record, probe)),
  );
  await sandbox.close();
  const decisions = decide(facts, () => defaultPolicy, new Date(now));
  return Object.fromEntries(decisions.map((each) => [`${each.UserProfileName ?? each.SpaceName}/${each.AppName}`, each.Verdict]));
}

async function signIn(sandbox: ServedSandbox, request: PresignedUrlRequest): Promise<Secret> {
  if (state.sagemaker.domains[request.DomainId]?.AuthMode === "SSO") throw new Error("SSO");
  const { ExpiresInSeconds: _expires, SessionExpirationDurationInSeconds: _session, ...rest } = request;
  return new Secret(sandbox.presign(rest));
}

async function factsOf(record: AppRecord, probe: ActivityProbe): Promise<AppFacts> {
  const app = {
    ...appKey(record),
    ResourceSpec: record.ResourceSpec,
    Status: statusOf(record),
    CreationTime: new Date(record.CreationTime),
  };
  const AppType = record.AppType === "JupyterLab" || record.AppType === "CodeEditor" ? record.AppType : "JupyterServer";
  const observation = await probe.observe(
    { DomainId: record.DomainId, owner: ownerOf(record), AppType },
    record.UserProfileName ?? "owner",
  );
  const tags = Object.entries(state.sagemaker.tags[record.AppArn] ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const siblings = apps()
    .filter((other) => other.UserProfileName === record.UserProfileName)
    .map((other) => other.AppName);
  const space = state.sagemaker.spaces[`${record.DomainId}/${record.SpaceName}`];
  const remote = space?.SpaceSettings?.["RemoteAccess"] === "ENABLED" ? { remoteAccess: "on" as const } : {};
  return {
    region: "us-east-1",
    app,
    siblings,
    ...remote,
    observation,
    inspection: { seen: true, detail: { ...app, AppArn: record.AppArn }, tags },
  };
}

function statusOf(record: AppRecord): AppStatus {
  const status = appStatuses.find((status) => status === record.Status);
  if (status === undefined) throw new Error(record.Status);
  return status;
}

it("shows every verdict of a sweep", async () => {
  expect(await verdicts()).toEqual({
    "alice/vision-gpu": "idle",
    "ben/explore": "idle",
    "ben/features": "idle",
    "ben/nightly-fit": "active",
    "ben/reports": "grace",
    "carla/churn": "idle",
    "carla/ltv": "idle",
    "carla/pricing": "idle",
    "carla/scratch": "idle",
    "dmitri/finetune": "active",
    "dmitri/finetune-large": "skipped",
    "erin/data-prep": "active",
    "erin/sql": "active",
    "farid/attribution": "unknown",
    "hugo/demo": "protected",
    "hugo/workshop": "protected",
    "hugo/workshop-draft": "skipped",
    "ines/quick-look": "grace",
    "ines/variants": "stuck",
    "jonas/risk-model": "unknown",
    "dashboard/default": "active",
    "etl-scripts/default": "idle",
    "forecast/default": "unknown",
    "nlp-notebooks/default": "unknown",
  });
});
