import { describe, expect, it } from "vitest";
import type { ServerActivity } from "../../../src/core/idle/facts.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { applySweep } from "../../../src/operations/sweep/apply.ts";
import { lookingOnlyIfAsked, policies } from "../../../src/operations/sweep/policies.ts";
import { runLimit } from "../../../src/operations/sweep/region.ts";
import { training } from "../../fakes/inside.ts";
import { editor, kernel, lab, minutesAgo, outcomes, owned, reasons, world, type World } from "./sweep.ts";

const looking = { policy: { lookInside: true } };
const idleKernel = { kernels: [kernel("", 240)] };
const openTerminal = { ...idleKernel, terminals: [{ name: "1", lastActivity: minutesAgo(300) }] };

function labs(server: Partial<ServerActivity> = idleKernel, remote = false): World {
  const space = { ...owned("nlp", "bob"), ...(remote && { SpaceSettings: { RemoteAccess: "ENABLED" } as const }) };
  return world({ apps: [lab("nlp")], spaces: [space] }, { "space:nlp JupyterLab": server });
}

const hour = 3_600_000;

describe("a run with a look inside", () => {
  it("looks for the verdict, and once more right before the stop", async () => {
    const here = labs();
    expect(outcomes((await here.run(looking)).Decisions)).toEqual({ "space:nlp/JupyterLab/default": "idle stopped" });
    expect(here.inside.looked).toEqual(["space:nlp as bob", "space:nlp as bob"]);
  });

  it("keeps an app in which a program runs, with its name and that of its terminal", async () => {
    const here = labs(openTerminal);
    here.inside.set("space:nlp", training);
    const report = await here.run(looking);
    expect(outcomes(report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "active kept" });
    expect(reasons(report.Decisions)[0]).toMatch(/^terminal 1 runs train\.py for 1h/);
    expect(here.inside.looked).toHaveLength(1);
  });

  it("keeps an app in which something began after the plan", async () => {
    const here = labs();
    const plan = await here.plan(looking);
    here.inside.set("space:nlp", training);
    const report = await applySweep(here.ports, plan, here.work);
    expect(outcomes(report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "active changed" });
    expect(here.studio.count("deleteApp")).toBe(0);
  });

  it("reads the server after the look, so that a kernel that began to work meanwhile keeps the app", async () => {
    const here = labs();
    const plan = await here.plan(looking);
    here.inside.during = () => here.probe.set("space:nlp JupyterLab", { kernels: [kernel("", 240, "busy")] });
    const report = await applySweep(here.ports, plan, here.work);
    expect(reasons(report.Decisions)[0]).toContain("kernel busy");
    expect(here.studio.count("deleteApp")).toBe(0);
  });

  it.each([
    ["an open terminal", openTerminal, false],
    ["remote access", idleKernel, true],
  ])("lets an app stop that only %s keeps, once looks have found nothing for the threshold", async (_, server, remote) => {
    const here = labs(server, remote);
    expect((await here.run(looking)).Decisions[0]).toMatchObject({ Verdict: "grace" });
    here.clock.advance(hour / 2);
    expect((await here.run(looking)).Decisions[0]).toMatchObject({ Verdict: "grace" });
    here.clock.advance(hour / 2);
    expect(outcomes((await here.run(looking)).Decisions)).toEqual({ "space:nlp/JupyterLab/default": "idle stopped" });
  });

  it("keeps an app whose container cannot be looked into, whatever the maximum age", async () => {
    const here = labs();
    here.inside.set("space:nlp", { seen: false, why: "it could not be looked into: no terminal" });
    const report = await here.run({ policy: { lookInside: true, maxAgeMs: 1 } });
    expect(outcomes(report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "unknown kept" });
    expect(reasons(report.Decisions)).toEqual(["it could not be looked into: no terminal"]);
  });

  it("names a permission that the look lacked", async () => {
    const here = labs();
    here.inside.set("space:nlp", { seen: false, why: "denied", denied: "sagemaker:CreatePresignedDomainUrl", ours: true });
    expect((await here.run(looking)).DeniedActions).toEqual(["sagemaker:CreatePresignedDomainUrl"]);
  });

  it("ends with expired credentials, as any other call does", async () => {
    const here = labs();
    here.inside.set("space:nlp", new StudioctlError("no-credentials", "expired"));
    await expect(here.run(looking)).rejects.toMatchObject({ code: "no-credentials" });
  });

  it("starts no look after the time limit of the run", async () => {
    const here = labs();
    const limit = runLimit(here.clock, hour);
    limit.leftMs();
    here.probe.set("space:nlp JupyterLab", idleKernel);
    const plan = here.ports.regions[0];
    const observe = here.probe.observe.bind(here.probe);
    Object.assign(plan?.probe ?? {}, {
      observe: async (...asked: Parameters<typeof observe>) => {
        const seen = await observe(...asked);
        here.clock.advance(2 * hour);
        return seen;
      },
    });
    const { planSweep } = await import("../../../src/operations/sweep/plan.ts");
    const { defaultScope } = await import("../../../src/operations/sweep/scope.ts");
    const all = policies({ thresholds: { lookInside: true }, protectTags: [] });
    const planned = await planSweep(here.ports, { scope: defaultScope, policies: all }, { ...here.work, limit });
    expect(here.inside.looked).toEqual([]);
    expect(planned.report.Decisions[0]?.Verdict).toBe("unknown");
  });
});

describe("no look is made", () => {
  it.each([
    ["in an app that something else keeps", { kernels: [kernel("", 5)] }],
    ["in an app with a busy kernel", { kernels: [kernel("", 240, "busy")] }],
  ])("%s", async (_, server) => {
    const here = labs(server);
    await here.run(looking);
    expect(here.inside.looked).toEqual([]);
  });

  it("in an app that a tag protects", async () => {
    const here = labs();
    here.studio.tag(lab("nlp"), [{ Key: "studioctl:keep", Value: "forever" }]);
    expect((await here.run(looking)).Decisions[0]).toMatchObject({ Verdict: "protected" });
    expect(here.inside.looked).toEqual([]);
  });

  it("in an app that was protected after the plan", async () => {
    const here = labs();
    const plan = await here.plan(looking);
    here.studio.tag(lab("nlp"), [{ Key: "studioctl:keep", Value: "forever" }]);
    expect((await applySweep(here.ports, plan, here.work)).Decisions[0]).toMatchObject({ Verdict: "protected" });
    expect(here.inside.looked).toHaveLength(1);
  });

  it("in Code Editor, which has no terminals", async () => {
    const here = world(
      { apps: [editor("code")], spaces: [owned("code", "bob")] },
      { "space:code CodeEditor": { lastActive: minutesAgo(200) } },
    );
    expect(outcomes((await here.run(looking)).Decisions)).toEqual({ "space:code/CodeEditor/default": "idle stopped" });
    expect(here.inside.looked).toEqual([]);
  });

  it("without the policy, and the report says about how many kept apps it would decide", async () => {
    const here = labs(openTerminal);
    const { report } = await here.plan();
    expect(here.inside.looked).toEqual([]);
    expect(report).toMatchObject({ NotLookedInside: 1 });
    expect((await here.run()).NotLookedInside).toBe(1);
    expect((await here.run(looking)).NotLookedInside).toBeUndefined();
    expect((await labs().run()).NotLookedInside).toBeUndefined();
  });
});

it("policies that look only when asked keep where the threshold came from", () => {
  const all = policies({ thresholds: {}, protectTags: [], settings: { lookInside: true } });
  const subject = { app: lab("nlp") };
  expect(all.inForce(subject)).toMatchObject({ policy: { lookInside: true }, origin: { lookInside: { From: "setting" } } });
  expect(lookingOnlyIfAsked(all, false).inForce(subject)).toMatchObject({
    policy: { lookInside: false },
    origin: { lookInside: { From: "setting" } },
  });
  expect(lookingOnlyIfAsked(all, true).otherwise.lookInside).toBe(true);
});
