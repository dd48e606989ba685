import { describe, expect, it } from "vitest";
import { type App, type AppStatus, type NewApp, appReference } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type StartRequest, startApp } from "../../../src/operations/app/start.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import type { Apps } from "../../../src/ports/studio.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const CreationTime = new Date("2026-03-01T00:00:00Z");
const alice = { DomainId: "d-1", UserProfileName: "alice", AppType: "KernelGateway" } as const;
const churn: NewApp = { ...alice, AppName: "churn" };
const running = (AppName: string, InstanceType: string, Status: AppStatus = "InService"): App => ({
  ...alice,
  AppName,
  Status,
  CreationTime,
  ResourceSpec: { InstanceType },
});
const four = (type: string) => [1, 2, 3, 4].map((n) => running(`${type.replaceAll(".", "-")}-${n}`, type));

/** Dearer with every entry. */
const byPrice = ["ml.t3.medium", "ml.m5.large", "ml.t3.large", "ml.c5.large"];
const prices = {
  asOf: "2026-01-01",
  hourlyUsd: (_region: string, _type: string, instanceType: string) =>
    byPrice.includes(instanceType) ? byPrice.indexOf(instanceType) + 1 : undefined,
};

interface Options extends Partial<Omit<StartRequest, "app">> {
  readonly app?: NewApp;
  /** What each describe finds, the last for ever. */
  readonly becomes?: readonly AppStatus[];
}

function start(studio: FakeStudio & Partial<Apps>, { app = churn, becomes = ["InService"], ...more }: Options = {}) {
  const clock = fakeClock();
  const statuses = [...becomes];
  const describing: FakeStudio["describeApp"] = async (key) => {
    const Status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (Status !== undefined) studio.set(key, { Status });
    return await studio.describeApp(key);
  };
  const outcome = startApp(
    { studio: { ...studio, describeApp: describing }, clock, prices, progress: silentProgress },
    {
      app,
      instanceType: "ml.t3.medium",
      maxAppsPerInstance: 4,
      skipChecks: false,
      dryRun: false,
      waiting: { timeoutMs: 1_200_000 },
      ...more,
    },
  );
  return { outcome, clock };
}

it("starting creates the app and waits until it is InService", async () => {
  const studio = fakeStudio();
  const { outcome, clock } = start(studio, { becomes: ["Pending", "Pending", "InService"] });
  expect(await outcome).toMatchObject({ outcome: "started", app: { AppName: "churn", Status: "InService" } });
  expect(studio.subjects("createApp")).toEqual([appReference(churn)]);
  expect(clock.sleeps).toHaveLength(2);
});

it("starting without waiting returns the app right after the request was accepted", async () => {
  const studio = fakeStudio();
  const { outcome, clock } = start(studio, { waiting: undefined, becomes: ["Pending"] });
  expect(await outcome).toMatchObject({ outcome: "started", app: { Status: "Pending" } });
  expect(clock.sleeps).toEqual([]);
});

describe("the four-apps limit", () => {
  it("refuses a fifth KernelGateway app on one instance and proposes types that have room, cheapest first", async () => {
    const studio = fakeStudio({ apps: [...four("ml.t3.medium"), ...four("ml.m5.large")] });
    await expect(start(studio).outcome).rejects.toMatchObject({
      code: "limit-exceeded",
      message: "alice already runs 4 KernelGateway apps on ml.t3.medium, and at most 4 can share an instance",
      why: expect.stringMatching(/ml-t3-medium-1 \(InService\).*ml-t3-medium-4/),
      fix: expect.stringContaining("--instance-type ml.t3.large (or ml.c5.large,"),
    });
    expect(studio.count("createApp")).toBe(0);
  });

  it("does not count apps that fail, end or belong to others", async () => {
    const [one, two, three] = four("ml.t3.medium");
    if (!one || !two || !three) throw new RangeError("four apps");
    const studio = fakeStudio({
      apps: [
        { ...one, Status: "Failed" },
        { ...two, Status: "Deleting" },
        { ...three, UserProfileName: "ben" },
        running("x", "ml.t3.medium"),
      ],
    });
    expect(await start(studio).outcome).toMatchObject({ outcome: "started" });
  });

  it("can be raised by the caller, or left to the service", async () => {
    const apps = four("ml.t3.medium");
    expect(await start(fakeStudio({ apps }), { maxAppsPerInstance: 5 }).outcome).toMatchObject({ outcome: "started" });
    expect(await start(fakeStudio({ apps }), { skipChecks: true }).outcome).toMatchObject({ outcome: "started" });
  });

  it("does not count other types", async () => {
    const studio = fakeStudio({ apps: four("ml.t3.medium") });
    const app: NewApp = { DomainId: "d-1", UserProfileName: "alice", AppType: "JupyterServer", AppName: "default" };
    expect(await start(studio, { app, instanceType: "system" }).outcome).toMatchObject({ outcome: "started" });
  });
});

describe("an app that is there already", () => {
  const spec = { InstanceType: "ml.t3.medium" };

  it("with the same specification is left alone, also when four run", async () => {
    const studio = fakeStudio({ apps: [...four("ml.t3.medium").slice(1), running("churn", "ml.t3.medium")] });
    expect(await start(studio, { app: { ...churn, ResourceSpec: spec } }).outcome).toMatchObject({ outcome: "already-running" });
    expect(studio.count("createApp")).toBe(0);
  });

  it("and is still Pending is waited for, not created again", async () => {
    const studio = fakeStudio({ apps: [running("churn", "ml.t3.medium", "Pending")] });
    expect(await start(studio, { becomes: ["Pending", "InService"] }).outcome).toMatchObject({
      outcome: "already-running",
      app: { Status: "InService" },
    });
    expect(studio.count("createApp")).toBe(0);
  });

  it("with another specification is refused, saying what it runs on", async () => {
    const studio = fakeStudio({ apps: [running("churn", "ml.m5.large")] });
    await expect(start(studio, { app: { ...churn, ResourceSpec: spec } }).outcome).rejects.toMatchObject({
      code: "in-use",
      message: "d-1/alice/KernelGateway/churn already runs with another specification",
      why: "it is InService on ml.m5.large",
      fix: "give the new one another --name: a Studio Classic app that is stopped might not start again",
    });
    expect(studio.count("createApp")).toBe(0);
  });

  it("in a space, with another specification, names the restart that gives it that", async () => {
    const lab = { DomainId: "d-1", SpaceName: "nlp", AppType: "JupyterLab", AppName: "default" } as const;
    const studio = fakeStudio({
      apps: [{ ...lab, Status: "InService", CreationTime: new Date(0), ResourceSpec: { InstanceType: "ml.m5.large" } }],
    });
    await expect(start(studio, { app: { ...lab, ResourceSpec: spec } }).outcome).rejects.toMatchObject({
      code: "in-use",
      fix: expect.stringMatching(/^restart it with that: studioctl space restart nlp .*-d d-1$/),
    });
  });

  it.each<AppStatus>(["Deleted", "Failed"])("but %s is created again", async (status) => {
    const studio = fakeStudio({ apps: [running("churn", "ml.m5.large", status)] });
    expect(await start(studio).outcome).toMatchObject({ outcome: "started" });
    expect(studio.count("createApp")).toBe(1);
  });

  it("and is being deleted is waited for, then created again", async () => {
    const studio = fakeStudio({ apps: [running("churn", "ml.t3.medium", "Deleting")] });
    const { outcome } = start(studio, { becomes: ["Deleting", "Deleted", "Pending", "InService"] });
    expect(await outcome).toMatchObject({ outcome: "started", app: { Status: "InService" } });
    const methods = studio.calls.map(([method]) => method);
    expect(methods.indexOf("createApp")).toBeGreaterThan(methods.indexOf("describeApp") + 1);
  });

  it("and is being deleted is refused where nobody waits", async () => {
    const studio = fakeStudio({ apps: [running("churn", "ml.t3.medium", "Deleting")] });
    await expect(start(studio, { waiting: undefined }).outcome).rejects.toMatchObject({
      code: "in-use",
      message: expect.stringContaining("still being deleted"),
    });
  });
});

it("a dry run only checks", async () => {
  const studio = fakeStudio();
  expect(await start(studio, { dryRun: true }).outcome).toEqual({ outcome: "checked" });
  await expect(start(fakeStudio({ apps: four("ml.t3.medium") }), { dryRun: true }).outcome).rejects.toMatchObject({
    code: "limit-exceeded",
  });
  expect(studio.count("createApp")).toBe(0);
});

it("an app that did not start is reported with the reason", async () => {
  const studio = fakeStudio();
  const failing = {
    ...studio,
    createApp: async (app: NewApp) => {
      const arn = await studio.createApp(app);
      studio.set(app, { FailureReason: "InternalFailure: no capacity" });
      return arn;
    },
  };
  await expect(start(failing, { becomes: ["Pending", "Failed"] }).outcome).rejects.toMatchObject({
    code: "failed",
    message: "d-1/alice/KernelGateway/churn did not start: it is Failed",
    why: "InternalFailure: no capacity",
  });
});

describe("right after a change elsewhere", () => {
  const space: NewApp = { DomainId: "d-1", SpaceName: "nlp", AppType: "JupyterLab", AppName: "default" };
  const notReady = new StudioctlError("not-ready", "storage is not in Available status");

  it("storage that is not available yet is tried again", async () => {
    const studio = fakeStudio();
    let refusals = 3;
    const failing = {
      ...studio,
      createApp: async (app: NewApp) => {
        if (refusals-- > 0) throw notReady;
        return await studio.createApp(app);
      },
    };
    const { outcome, clock } = start(failing, { app: space });
    expect(await outcome).toMatchObject({ outcome: "started" });
    expect(clock.sleeps).toHaveLength(3);
  });

  it("and is an error where nobody waits", async () => {
    const studio = fakeStudio();
    studio.fail("createApp", "nlp", notReady);
    await expect(start(studio, { app: space, waiting: undefined }).outcome).rejects.toBe(notReady);
  });

  it("a new app that cannot be seen yet is looked for again, for half a minute", async () => {
    const studio = fakeStudio();
    let lag = 2;
    const lagging = {
      ...studio,
      describeApp: async (key: Parameters<Apps["describeApp"]>[0]) => {
        if (lag-- > 0) throw new StudioctlError("not-found", "no such app");
        return await studio.describeApp(key);
      },
    };
    expect(await start(lagging, { becomes: [], waiting: undefined }).outcome).toMatchObject({
      outcome: "started",
      app: { Status: "Pending" },
    });
    studio.fail("describeApp", "churn", new StudioctlError("not-found", "no such app"));
    await expect(start(studio, { becomes: [] }).outcome).rejects.toMatchObject({ code: "not-found" });
  });
});

it.each(["classic-closed", "denied", "limit-exceeded"] as const)("the error that the service answers %s is passed on", async (code) => {
  const studio = fakeStudio();
  const refused = new StudioctlError(code, "the service says no");
  studio.fail("createApp", "churn", refused);
  await expect(start(studio).outcome).rejects.toBe(refused);
  expect(studio.count("createApp")).toBe(1);
});

it("waiting ends when the app stays Pending, and says that the change continues", async () => {
  await expect(start(fakeStudio(), { becomes: ["Pending"], waiting: { timeoutMs: 60_000 } }).outcome).rejects.toMatchObject({
    code: "timeout",
    message: "gave up waiting for d-1/alice/KernelGateway/churn to be InService after 1m",
    why: "the change was accepted and continues",
  });
});
