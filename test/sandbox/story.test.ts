import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { appTypes } from "../../src/core/service-model.ts";
import { appsPerInstance } from "../../src/core/slots.ts";
import { parseSeed } from "../../src/sandbox/seed-format.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { settledState } from "../../src/sandbox/services/sagemaker/lifecycle.ts";
import type { AppRecord, SandboxState } from "../../src/sandbox/state.ts";
import { story } from "../../src/sandbox/story.ts";

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
  return new Set(apps().filter((record) => record.AppType === type).map((record) => record.UserProfileName));
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

  it("keeps a sweep's table on a screen: 20 to 25 apps that a sweep looks at", () => {
    const swept = apps().filter((record) => record.AppType !== "JupyterServer" && record.Status !== "Deleted");
    expect(swept.length).toBeGreaterThanOrEqual(20);
    expect(swept.length).toBeLessThanOrEqual(25);
  });

  it("stands still on its own: nothing changes in an hour", () => {
    expect(settledState(state.sagemaker, now + hour)).toEqual(state.sagemaker);
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
    expect(Object.values(state.jupyter.servers).map(({ mode }) => mode)).not.toEqual(expect.arrayContaining([expect.stringMatching(/hang|loading/)]));
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

  it("keeps one app for ever and one until a time to come", () => {
    const kept = ["demo", "workshop"].map((name) => state.sagemaker.tags[app(name).AppArn]?.["studioctl:keep"]);
    expect(kept).toEqual(["forever", new Date(now + 4 * hour).toISOString()]);
  });

  it("has an app that failed with its reason, and one that is deleted", () => {
    expect(app("finetune-large")).toMatchObject({ Status: "Failed", FailureReason: expect.stringContaining("ml.g5.48xlarge") });
    expect(app("workshop-draft").Status).toBe("Deleted");
  });

  it("shows each type of app that a sweep looks at", () => {
    const types = new Set(apps().map((record) => record.AppType));
    expect(appTypes.filter((type) => types.has(type))).toEqual(["JupyterServer", "KernelGateway", "CodeEditor", "JupyterLab"]);
  });
});
