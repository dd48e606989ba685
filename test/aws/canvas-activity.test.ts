import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canvasActivity } from "../../src/aws/canvas-activity.ts";
import type { CanvasKey } from "../../src/core/domain/domain.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { fakeClock } from "../fakes/clock.ts";
import { sessionIn } from "./session.ts";

const region = "us-east-1";
const clock = fakeClock("2026-03-02T12:00:00Z");
const now = clock.now().getTime();
const before = (seconds: number) => new Date(now - seconds * 1_000);
const lena: CanvasKey = { DomainId: "d-one", owner: { UserProfileName: "lena" }, AppType: "Canvas" };

describe("Canvas's metric", () => {
  const session = sessionIn(region);
  const service = mockClient(session.client(CloudWatchClient));
  const observe = (signal = session.signal) => canvasActivity(session.endedBy(signal), clock)(lena);
  beforeEach(() => void service.reset());

  it("is requested by domain and user, for the last ten minutes", async () => {
    service.on(GetMetricStatisticsCommand).resolves({});
    await observe();
    expect(service.calls().map((call) => call.args[0].input)).toEqual([
      {
        Namespace: "/aws/sagemaker/Canvas/AppActivity",
        MetricName: "TimeSinceLastActive",
        Dimensions: [
          { Name: "DomainId", Value: "d-one" },
          { Name: "UserProfileName", Value: "lena" },
        ],
        StartTime: before(600),
        EndTime: before(0),
        Period: 60,
        Statistics: ["Minimum"],
      },
    ]);
  });

  it("gives the latest moment that any of its datapoints allows, in any order", async () => {
    const Datapoints = [
      { Timestamp: before(120), Minimum: 7_080 },
      { Timestamp: before(60), Minimum: 7_140 },
      { Timestamp: before(180), Minimum: 7_080 },
    ];
    service.on(GetMetricStatisticsCommand).resolves({ Datapoints });
    expect(await observe()).toEqual({
      seen: true,
      activity: { observedAt: before(0), kernels: [], terminals: [], lastActive: before(7_140) },
    });
  });

  it.each([
    ["no datapoint", []],
    ["a datapoint without a time", [{ Minimum: 60 }]],
    ["a datapoint without a value", [{ Timestamp: before(60) }]],
    ["a value below zero", [{ Timestamp: before(60), Minimum: -1 }]],
  ])("gives no activity with %s", async (_, Datapoints) => {
    service.on(GetMetricStatisticsCommand).resolves({ Datapoints });
    expect(await observe()).toEqual({ seen: false, why: "CloudWatch has no TimeSinceLastActive of the last 10 minutes" });
  });

  it("says why it could not be read", async () => {
    const denied = Object.assign(new Error("User: x is not authorized"), { name: "AccessDenied", $fault: "client" });
    service.on(GetMetricStatisticsCommand).rejects(denied);
    expect(await observe()).toEqual({
      seen: false,
      why: "not allowed to read the metric of Canvas of lena",
      ours: true,
      denied: "cloudwatch:GetMetricStatistics",
    });
  });

  it("rejects where the credentials are not valid, and when interrupted", async () => {
    const expired = Object.assign(new Error("expired"), { name: "ExpiredToken", $fault: "client" });
    service.on(GetMetricStatisticsCommand).rejects(expired);
    await expect(observe()).rejects.toMatchObject({ code: "no-credentials" });
    const reason = new StudioctlError("interrupted", "interrupted");
    await expect(observe(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("on the wire", () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  it("reads what the sandbox serves", async () => {
    const apps = [{ type: "Canvas", started: "6h", active: "2h" }] as const;
    const state = seedState({ domains: [{ name: "research", users: [{ name: "lena", apps }] }] }, now);
    const [DomainId = ""] = Object.keys(state.sagemaker.domains);
    sandbox = await startSandbox({ store: memoryStore(state), realNow: () => now });
    const session = sessionIn(region, { sandbox: sandbox.endpoint });
    expect(await canvasActivity(session, clock)({ ...lena, DomainId })).toMatchObject({
      seen: true,
      activity: { lastActive: before(7_140) },
    });
    session.client(CloudWatchClient).destroy();
  });
});
