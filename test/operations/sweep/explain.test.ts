import { describe, expect, it } from "vitest";
import type { PolicyFile } from "../../../src/core/idle/policy.ts";
import { parseAppReference } from "../../../src/core/reference.ts";
import { type ExplainRequest, type Explanation, explainApp } from "../../../src/operations/sweep/explain.ts";
import { policies } from "../../../src/operations/sweep/policies.ts";
import { type World, classic, kernel, lab, minutesAgo, owned, server, world } from "./sweep.ts";

const noFlags = { thresholds: {}, protectTags: [] };
const explain = (here: World, reference: string, request: Partial<ExplainRequest> = {}): Promise<Explanation> => {
  const { clock, sightings } = here.ports;
  const region = {
    scope: "123456789012/us-east-1",
    studio: here.studio,
    probe: here.probe,
    inside: here.inside,
    visits: here.visits,
    shutdowns: here.shutdowns,
  };
  const asked = { reference: parseAppReference(reference), DomainId: "d-one", policies: policies(noFlags), exclude: [], ...request };
  return explainApp({ region, clock, sightings }, asked, here.work);
};
const methods = ({ studio }: World) => studio.calls.map(([method]) => method);

const idle = (IdleTimeoutInMinutes: number) => ({
  AppLifecycleManagement: { IdleSettings: { LifecycleManagement: "ENABLED" as const, IdleTimeoutInMinutes } },
});
const nlp = lab("nlp", {
  ResourceSpec: {
    InstanceType: "ml.t3.medium",
    SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu",
    SageMakerImageVersionAlias: "1.9.0",
  },
});
const labs = {
  apps: [nlp],
  domains: [{ DomainId: "d-one", DefaultUserSettings: { JupyterLabAppSettings: idle(240) } }],
  profiles: [{ DomainId: "d-one", UserProfileName: "alice", UserSettings: { JupyterLabAppSettings: idle(120) } }],
  spaces: [{ ...owned("nlp", "alice"), SpaceSettings: { AppType: "JupyterLab" as const, JupyterLabAppSettings: idle(90) } }],
};

describe("an explanation", () => {
  it("requests only what concerns that app: one list, its domain, its server, itself and its tags", async () => {
    const here = world(
      { apps: [server("alice"), classic("alice", "a"), classic("bob", "b")] },
      { "alice JupyterServer": { kernels: [kernel("a", 90)] } },
    );
    const { decision, stop, inForce } = await explain(here, "alice/a");
    expect(decision).toMatchObject({ Verdict: "idle", Result: "planned", AppName: "a" });
    expect(stop).toEqual({ at: here.clock.now() });
    expect(inForce.origin.idleMs).toEqual({ From: "default" });
    expect(methods(here)).toEqual(["listApps", "describeDomain", "describeApp", "listTags"]);
    expect(here.probe.asked).toEqual(["alice JupyterServer as alice"]);
  });

  it("observes and reads tags even where the verdict does not depend on them", async () => {
    const here = world(
      { apps: [server("alice"), classic("alice", "a")], tags: { "d-one/alice/KernelGateway/a": [{ Key: "team", Value: "x" }] } },
      { "alice JupyterServer": { kernels: [kernel("a", 90)] } },
    );
    const { decision, facts } = await explain(here, "a", { exclude: ["*/a"] });
    expect(decision).toMatchObject({ Verdict: "protected", Reason: 'excluded by "*/a"' });
    expect(decision.Evidence).toContainEqual(expect.objectContaining({ Source: "jupyter" }));
    expect(facts.inspection).toMatchObject({ seen: true, tags: [{ Key: "team", Value: "x" }] });
  });

  it("goes by what sweeps remember, and leaves it as it is", async () => {
    const here = world({ apps: [server("alice"), classic("alice", "a")] });
    await here.plan();
    const before = structuredClone(here.remembered);
    here.clock.advance(20 * 60_000);
    const { decision, stop } = await explain(here, "a");
    expect(decision.Reason).toBe("no kernels for 20m; idle after 40m");
    expect(stop).toEqual({ at: minutesAgo(-60) });
    expect(here.remembered).toEqual(before);
  });

  it("makes no request to an app that does not run", async () => {
    const here = world({ apps: [server("alice"), classic("alice", "a", { Status: "Failed" })] });
    expect(await explain(here, "a")).toMatchObject({
      decision: { Verdict: "skipped" },
      stop: { keptBecause: "it is Failed, not InService" },
    });
    expect(methods(here)).toEqual(["listApps"]);
  });

  it("names the rule that applies, found by the owner of a space too", async () => {
    const here = world(labs);
    const match = { user: ["alice"] };
    const file: PolicyFile = {
      path: "p.yaml",
      defaults: { line: 1, thresholds: {} },
      rules: [{ line: 4, match, protect: true, thresholds: {} }],
      protect: { apps: [], tags: [] },
      quietHours: [],
    };
    const { inForce, decision } = await explain(here, "space:nlp/default", { policies: policies(noFlags, file) });
    expect(inForce.rule).toBe("rule 1, line 4 of p.yaml");
    expect(decision).toMatchObject({ Verdict: "protected", Reason: "protected by rule 1, line 4 of p.yaml" });
  });

  it("refuses a reference that fits nothing", async () => {
    await expect(explain(world(labs), "nobody/x")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("the service's own idle shutdown", () => {
  it("is that of the space, with its origin, in one reading of the domain and no further list", async () => {
    const here = world(labs);
    const { idleShutdown } = await explain(here, "space:nlp/default");
    expect(idleShutdown).toMatchObject({
      available: true,
      imageHonours: "no",
      settings: { LifecycleManagement: "ENABLED", LifecycleManagementFrom: "profile", IdleTimeoutInMinutes: 90, IdleTimeoutFrom: "space" },
    });
    expect([here.studio.count("describeDomain"), here.studio.count("listApps")]).toEqual([1, 1]);
  });

  it("works in an image whose monitor has answered", async () => {
    const here = world({ ...labs, apps: [lab("nlp")] }, { "space:nlp JupyterLab": { lastActive: minutesAgo(5) } });
    expect((await explain(here, "space:nlp/default")).idleShutdown).toMatchObject({ imageHonours: "yes" });
  });

  it("is not known to work in an unknown image", async () => {
    expect((await explain(world({ ...labs, apps: [lab("nlp")] }), "space:nlp/default")).idleShutdown).toMatchObject({
      imageHonours: "unknown",
    });
  });

  it("is not there for KernelGateway, which costs no call", async () => {
    const here = world({ apps: [server("alice"), classic("alice", "a")] });
    expect((await explain(here, "a")).idleShutdown).toEqual({
      available: false,
      why: "KernelGateway has none: only JupyterLab and CodeEditor do",
    });
    expect(here.studio.count("describeUserProfile")).toBe(0);
  });

  it("that cannot be read does not hide the rest", async () => {
    const here = world(labs);
    here.studio.fail("describeSpace", "");
    expect(await explain(here, "space:nlp/default")).toMatchObject({
      idleShutdown: { available: false, why: "it could not be read: not allowed to describeSpace" },
      decision: { AppType: "JupyterLab" },
    });
  });
});
