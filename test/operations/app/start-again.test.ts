import { describe, expect, it } from "vitest";
import type { App, ResourceSpec } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type LifeChange, lastLifeOf, prepareAgain, restartApp, startPrepared } from "../../../src/operations/app/start-again.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { created } from "../../fakes/entities.ts";
import { fakeImages } from "../../fakes/images.ts";
import { type FakeStudio, type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const DomainId = "d-1";
const lab = { DomainId, SpaceName: "nlp", AppType: "JupyterLab", AppName: "default" } as const;
const lastLife: ResourceSpec = {
  InstanceType: "ml.g5.xlarge",
  SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-gpu",
  SageMakerImageVersionAlias: "3.1.0",
  LifecycleConfigArn: "arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/setup",
};
const running: App = { ...lab, Status: "InService", CreationTime: created, ResourceSpec: lastLife };
const world: FakeStudioOptions = {
  domains: [{ DomainId }],
  profiles: [{ DomainId, UserProfileName: "alice" }],
  spaces: [
    {
      DomainId,
      SpaceName: "nlp",
      SpaceSettings: { AppType: "JupyterLab", JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.t3.large" } } },
      OwnershipSettings: { OwnerUserProfileName: "alice" },
    },
  ],
};
/** Dearer with every entry. */
const byPrice = ["ml.g4dn.xlarge", "ml.g5.xlarge", "ml.g6.xlarge", "ml.g5.2xlarge"];
const lack = (type: string) =>
  `EC2InsufficientCapacityError: Instance type '${type}' is temporarily unavailable in supported availability zones [a].`;

/** A Region in which apps start, but for these instance types. */
function region(more: FakeStudioOptions = {}, noCapacity: readonly string[] = []) {
  const studio = fakeStudio({ ...world, ...more });
  const notes: string[] = [];
  let spec: ResourceSpec | undefined;
  const sent: (ResourceSpec | undefined)[] = [];
  const observed: FakeStudio = {
    ...studio,
    async createApp(app) {
      spec = app.ResourceSpec;
      sent.push(spec);
      return await studio.createApp(app);
    },
    async describeApp(key) {
      const type = spec?.InstanceType ?? "";
      const fails = noCapacity.includes(type);
      studio.set(key, fails ? { Status: "Failed", FailureReason: lack(type) } : { Status: "InService" });
      return await studio.describeApp(key);
    },
  };
  const ports = {
    studio: observed,
    images: async () => fakeImages(),
    clock: fakeClock(),
    prices: {
      asOf: "2026-01-01",
      hourlyUsd: (_region: string, _type: string, type: string) => (byPrice.includes(type) ? byPrice.indexOf(type) + 1 : undefined),
    },
    progress: { update() {}, note: (text: string) => void notes.push(text) },
  };
  return { studio, ports, notes, sent };
}
const waiting = { timeoutMs: 1_200_000 };

async function startAgain(
  change: LifeChange = {},
  { life = lastLife, ...more }: { life?: ResourceSpec } & Partial<{ noCapacity: string[]; apps: App[] }> = {},
) {
  const world = region({ apps: more.apps ?? [{ ...running, Status: "Deleted" }] }, more.noCapacity);
  const requests = await prepareAgain(world.ports, { app: lab, lastLife: life }, change);
  return { ...world, outcome: startPrepared(world.ports, requests, { waiting }) };
}

describe("an app that is started again", () => {
  it("runs as in its last life, for any settings of its space", async () => {
    const { outcome, sent } = await startAgain();
    expect(await outcome).toMatchObject({ outcome: "started", without: [] });
    expect(sent).toEqual([lastLife]);
  });

  it.each<[LifeChange, ResourceSpec]>([
    [{ instanceType: "ml.m5.large" }, { ...lastLife, InstanceType: "ml.m5.large" }],
    [{ imageVersion: "3.2.0" }, { ...lastLife, SageMakerImageVersionAlias: "3.2.0" }],
    [{ lifecycleConfig: "none" }, { ...lastLife, LifecycleConfigArn: "None" }],
    [
      { image: "arn:aws:sagemaker:us-east-1:885854791233:image/other" },
      {
        InstanceType: "ml.g5.xlarge",
        LifecycleConfigArn: lastLife.LifecycleConfigArn ?? "",
        SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/other",
      },
    ],
  ])("differs in what is given, and in nothing else: %j", async (change, spec) => {
    const { outcome, sent } = await startAgain(change);
    await outcome;
    expect(sent).toEqual([spec]);
  });

  it("runs by the settings of its space where no last life is known", async () => {
    const { ports, sent } = region();
    const requests = await prepareAgain(ports, { app: lab, lastLife: undefined }, {});
    await startPrepared(ports, requests, { waiting });
    expect(sent).toEqual([undefined]);
    expect(requests[0].instanceType).toBe("ml.t3.large");
  });

  it("is left alone where it runs so already", async () => {
    const { outcome, studio } = await startAgain({}, { apps: [running] });
    expect(await outcome).toMatchObject({ outcome: "already-running" });
    expect(studio.count("createApp")).toBe(0);
  });

  it("of type JupyterServer is not sent its `system` instance", async () => {
    const { ports, sent } = region();
    const app = { DomainId, UserProfileName: "alice", AppType: "JupyterServer", AppName: "default" } as const;
    await startPrepared(ports, await prepareAgain(ports, { app, lastLife: { InstanceType: "system" } }, {}), { waiting });
    expect(sent).toEqual([undefined]);
  });
});

describe("without capacity", () => {
  it("the types of --or are tried in their order, and each try is named", async () => {
    const { outcome, sent, notes } = await startAgain(
      { or: ["ml.g6.xlarge", "ml.g5.2xlarge"] },
      { noCapacity: ["ml.g5.xlarge", "ml.g6.xlarge"] },
    );
    expect(await outcome).toMatchObject({ outcome: "started", without: ["ml.g5.xlarge", "ml.g6.xlarge"] });
    expect(sent.map((spec) => spec?.InstanceType)).toEqual(["ml.g5.xlarge", "ml.g6.xlarge", "ml.g5.2xlarge"]);
    expect(sent.at(-1)).toEqual({ ...lastLife, InstanceType: "ml.g5.2xlarge" });
    expect(notes).toEqual(["no capacity for ml.g5.xlarge: trying ml.g6.xlarge", "no capacity for ml.g6.xlarge: trying ml.g5.2xlarge"]);
  });

  it("for any of them, the error proposes others with the same hardware, cheapest first", async () => {
    const { outcome } = await startAgain({ or: ["ml.g6.xlarge"] }, { noCapacity: ["ml.g5.xlarge", "ml.g6.xlarge"] });
    await expect(outcome).rejects.toMatchObject({
      code: "no-capacity",
      message: expect.stringContaining("there is no capacity for ml.g5.xlarge, ml.g6.xlarge"),
      why: expect.stringContaining("EC2InsufficientCapacityError"),
      fix: expect.stringContaining("studioctl space start nlp --instance-type ml.g4dn.xlarge --or ml.g5.2xlarge"),
    });
  });

  it("a refusal of CreateApp itself is tried elsewhere too", async () => {
    const { ports, studio, sent } = region({ apps: [] });
    const requests = await prepareAgain(ports, { app: lab, lastLife }, { or: ["ml.g6.xlarge"] });
    let refusals = 1;
    studio.when("createApp", "nlp", () => {
      if (refusals-- > 0) throw new StudioctlError("no-capacity", "cannot create app: there is no capacity for its instance type");
    });
    expect(await startPrepared(ports, requests, { waiting })).toMatchObject({ without: ["ml.g5.xlarge"] });
    expect(sent).toHaveLength(2);
  });

  it("no other failure is tried on another instance type", async () => {
    const { ports, studio, sent } = region({ apps: [] });
    studio.fail("createApp", "nlp", new StudioctlError("limit-exceeded", "a quota of the account is reached"));
    const requests = await prepareAgain(ports, { app: lab, lastLife }, { or: ["ml.g6.xlarge"] });
    await expect(startPrepared(ports, requests, { waiting })).rejects.toMatchObject({ code: "limit-exceeded" });
    expect(sent).toHaveLength(1);
  });
});

const restart = async (
  world: ReturnType<typeof region>,
  more: { untilAccepted?: boolean; signal?: AbortSignal } = {},
  change: LifeChange = {},
) => {
  const { signal, ...options } = more;
  const requests = await prepareAgain(world.ports, { app: lab, lastLife: running.ResourceSpec }, change);
  const goOn = "studioctl space start nlp -d d-1";
  return await restartApp(world.ports, running, requests, { waiting: { ...waiting, signal }, goOn, ...options });
};

describe("a restart", () => {
  it("stops the app, waits until it is gone, and starts it as it was", async () => {
    const world = region({ apps: [running] });
    expect(await restart(world)).toMatchObject({ outcome: "started", app: { Status: "InService" } });
    const changes = world.studio.calls.map(([method]) => method).filter((method) => method === "deleteApp" || method === "createApp");
    expect(changes).toEqual(["deleteApp", "createApp"]);
    expect(world.sent).toEqual([lastLife]);
  });

  it("stops nothing where what is to be different is wrong", async () => {
    const world = region({ apps: [running] });
    await expect(restart(world, {}, { image: "not-attached" })).rejects.toMatchObject({ code: "invalid" });
    expect(world.studio.count("deleteApp")).toBe(0);
  });

  it("that fails to start the app says that it is stopped, and names the command that starts it", async () => {
    const world = region({ apps: [running] });
    world.studio.fail("createApp", "nlp", new StudioctlError("limit-exceeded", "a quota of the account is reached"));
    await expect(restart(world)).rejects.toMatchObject({
      code: "limit-exceeded",
      why: "done before that: stopped d-1/space:nlp/JupyterLab/default",
      fix: "studioctl space start nlp -d d-1",
    });
  });

  it("without capacity keeps the proposal of other instance types", async () => {
    const world = region({ apps: [running] }, ["ml.g5.xlarge"]);
    await expect(restart(world)).rejects.toMatchObject({
      code: "no-capacity",
      why: expect.stringContaining("stopped d-1/space:nlp/JupyterLab/default"),
      fix: expect.stringMatching(/^another instance type of the same kind: studioctl space start nlp --instance-type ml\.g4dn\.xlarge/),
    });
  });

  it("that is interrupted while it stops says what was accepted, and how to go on", async () => {
    const world = region({ apps: [running] });
    const controller = new AbortController();
    world.studio.when("deleteApp", "nlp", () => controller.abort(new StudioctlError("interrupted", "interrupted")));
    await expect(restart(world, { signal: controller.signal })).rejects.toMatchObject({
      code: "interrupted",
      why: "the stop of d-1/space:nlp/JupyterLab/default was accepted and continues",
      fix: "to continue: studioctl space start nlp -d d-1",
    });
    expect(world.sent).toEqual([]);
  });

  it("that is interrupted while it starts says so, and how to wait for it", async () => {
    const world = region({ apps: [running] }, []);
    const controller = new AbortController();
    world.studio.when("createApp", "nlp", () => controller.abort(new StudioctlError("interrupted", "interrupted")));
    await expect(restart(world, { signal: controller.signal })).rejects.toMatchObject({
      code: "interrupted",
      why: expect.stringMatching(/the start of .* was accepted and continues; done before that: stopped/),
      fix: "to wait for it: studioctl space start nlp -d d-1",
    });
  });

  it("until the start is accepted does not wait for InService", async () => {
    const world = region({ apps: [running] });
    const describeApp: FakeStudio["describeApp"] = async (key) => await world.studio.describeApp(key);
    const ports = { ...world.ports, studio: { ...world.ports.studio, describeApp } };
    expect(await restart({ ...world, ports }, { untilAccepted: true })).toMatchObject({ outcome: "started", app: { Status: "Pending" } });
  });
});

const recorded = async () => ({ InstanceType: "ml.c5.large" });

describe("the last life", () => {
  it("is what the service lists, else what a sweep recorded, else nothing", async () => {
    expect(await lastLifeOf(running, recorded)).toEqual(lastLife);
    expect(await lastLifeOf(undefined, recorded)).toEqual({ InstanceType: "ml.c5.large" });
    expect(await lastLifeOf(undefined, async () => undefined)).toBeUndefined();
    expect(await lastLifeOf({ ...running, ResourceSpec: {} }, recorded)).toBeUndefined();
  });
});
