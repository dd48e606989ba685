import { describe, expect, it } from "vitest";
import { defaultPolicy } from "../../../src/core/idle/policy.ts";
import { applySweep } from "../../../src/operations/sweep/apply.ts";
import { planSweep } from "../../../src/operations/sweep/plan.ts";
import { runLimit } from "../../../src/operations/sweep/region.ts";
import { defaultScope } from "../../../src/operations/sweep/scope.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { classic, kernel, lab, onePolicy, outcomes, owned, reasons, server, world } from "./sweep.ts";

const minute = 60_000;
const request = { scope: defaultScope, policies: onePolicy({ ...defaultPolicy, maxAgeMs: minute }) };
const message = "the run limit of 30m has passed: nothing more was started";

const idleWorld = (options = {}) =>
  world(
    { apps: [server("alice"), classic("alice", "a"), classic("alice", "b"), lab("nlp")], spaces: [owned("nlp", "bob")], ...options },
    { "alice JupyterServer": { kernels: [kernel("a", 120), kernel("b", 180)] }, "space:nlp JupyterLab": { kernels: [kernel("", 240)] } },
  );

describe("the limit of a run", () => {
  it.each([
    [undefined, 10, 30],
    [undefined, 300, 30],
    [undefined, 1_000, 100],
    [2 * minute, 1_000, 2],
  ])("of %s with %i apps is %i minutes", (given, apps, minutes) => {
    const clock = fakeClock();
    const limit = runLimit(clock, given);
    limit.expect(apps);
    clock.advance(minutes * minute - 1);
    expect([limit.over("us-east-1"), limit.errors()]).toEqual([false, []]);
    clock.advance(1);
    expect(limit.over("us-east-1")).toBe(true);
    expect(limit.errors()).toMatchObject([{ Region: "us-east-1", Code: "timeout" }]);
    expect(limit.errors()).toEqual([]);
  });

  it("does not count the time in which a person is asked", async () => {
    const clock = fakeClock();
    const limit = runLimit(clock, minute);
    limit.expect(1);
    await limit.pause(async () => clock.advance(60 * minute));
    expect(limit.leftMs()).toBe(minute);
  });
});

describe("past the limit of the run", () => {
  it("no server is asked and no app inspected: apps of any age are kept, and the report says why", async () => {
    const here = idleWorld();
    const limit = runLimit(here.clock, 30 * minute);
    here.studio.when("describeDomain", "", () => here.clock.advance(30 * minute));
    const { report } = await planSweep(here.ports, request, { ...here.work, limit });
    expect(new Set(Object.values(outcomes(report.Decisions)))).toEqual(new Set(["unknown kept"]));
    expect(reasons(report.Decisions)[0]).toContain("its server was not read before the run limit");
    expect(here.probe.asked).toEqual([]);
    expect(report.Errors).toEqual([{ Region: "us-east-1", Code: "timeout", Message: message }]);
  });

  it("no stop is started, and what was done is reported", async () => {
    const here = idleWorld();
    const limit = runLimit(here.clock, 30 * minute);
    const plan = await planSweep(here.ports, request, { ...here.work, limit });
    here.studio.when("deleteApp", "", () => here.clock.advance(30 * minute));
    const report = await applySweep(here.ports, plan, { ...here.work, concurrency: 1, limit, timeoutMs: 20 * minute });
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle stopped",
      "alice/KernelGateway/b": "idle planned",
      "space:nlp/JupyterLab/default": "idle planned",
    });
    expect(report.Errors).toEqual([{ Region: "us-east-1", Code: "timeout", Message: message }]);
    expect(here.studio.count("deleteApp")).toBe(1);
  });

  it("waiting ends: the deletes were accepted, and the report says so", async () => {
    const here = idleWorld({ endsAs: "Deleting" });
    const limit = runLimit(here.clock, 5 * minute);
    const plan = await planSweep(here.ports, request, { ...here.work, limit });
    const report = await applySweep(here.ports, plan, { ...here.work, limit, timeoutMs: 20 * minute });
    expect(report.Summary).toMatchObject({ Stopped: 3, Failed: 0 });
    expect(report.Errors).toMatchObject([{ Code: "timeout" }]);
    expect(here.clock.sleeps.reduce((sum, each) => sum + each, 0)).toBeLessThan(5 * minute + 1_000);
  });

  it("nothing is said by a run that has ended before", async () => {
    const here = idleWorld();
    const limit = runLimit(here.clock, 30 * minute);
    const report = await applySweep(here.ports, await planSweep(here.ports, request, { ...here.work, limit }), {
      ...here.work,
      limit,
      timeoutMs: 20 * minute,
    });
    expect([report.Summary.Stopped, report.Errors]).toEqual([3, undefined]);
  });
});
