import { describe, expect, it } from "vitest";
import { appReference } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { defaultScope, exclusively } from "../../../src/operations/sweep/scope.ts";
import { applySweep } from "../../../src/operations/sweep/apply.ts";
import { planSweep } from "../../../src/operations/sweep/plan.ts";
import { defaultPolicy } from "../../../src/core/idle/policy.ts";
import type { Lock } from "../../../src/ports/sweeps.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { classic, kernel, lab, minutesAgo, onePolicy, outcomes, type World, owned, reasons, server, start, world } from "./sweep.ts";

const hour = 3_600_000;
const alice = [server("alice"), classic("alice", "a")];
const idleAlice = { "alice JupyterServer": { kernels: [kernel("a", 120)] } };

const elsewhere = (here: ReturnType<typeof world>) => {
  const studio = fakeStudio({ region: "eu-west-1", apps: alice, domains: [{ DomainId: "d-one" }] });
  const ports = {
    ...here.ports,
    regions: [
      ...here.ports.regions,
      { scope: "123456789012/eu-west-1", studio, probe: here.probe, inside: here.inside, visits: here.visits, shutdowns: here.shutdowns },
    ],
  };
  return { studio, ports };
};

const lockOf = (held: Set<string>): Lock => ({
  acquire: async (scope) => {
    if (held.has(scope)) return { held: false, holder: { by: "process 1 on here" } };
    held.add(scope);
    return { held: true, release: async () => void held.delete(scope) };
  },
});

describe("a plan", () => {
  it("is the report of a run that has not happened", async () => {
    const { report } = await world({ apps: alice }, idleAlice).plan();
    expect(report).toMatchObject({
      StartedAt: start,
      FinishedAt: start,
      IdleThresholdSeconds: 3_600,
      DryRun: true,
      Decisions: [
        {
          DomainId: "d-one",
          UserProfileName: "alice",
          AppType: "KernelGateway",
          AppName: "a",
          Region: "us-east-1",
          InstanceType: "ml.t3.medium",
          Status: "InService",
          Verdict: "idle",
          Result: "planned",
          IdleSeconds: 7_200,
          HourlyUsd: 0.05,
        },
      ],
      Summary: { Evaluated: 1, Idle: 1, Stopped: 0, Failed: 0, Kept: 0, Unknown: 0, HourlyUsdSaved: 0.05 },
    });
  });

  it("changes nothing", async () => {
    const { studio, plan } = world({ apps: alice }, idleAlice);
    await plan();
    expect(studio.count("deleteApp")).toBe(0);
  });

  it("says which stops the limit keeps back", async () => {
    const { report } = await world({ apps: alice }, idleAlice).plan({ maxStops: 0 });
    expect(reasons(report.Decisions)).toEqual(["last activity 2h ago, a.ipynb; kept, because one run stops at most 0"]);
  });
});

const emptyLab = () => world({ apps: [lab("nlp", { CreationTime: minutesAgo(90 * 24 * 60) })], spaces: [owned("nlp", "bob")] });

/** The verdicts on an app that is always empty, by runs so many hours apart. */
async function atIntervals(here: World, hours: readonly number[]): Promise<string[]> {
  const verdicts: string[] = [];
  for (const interval of [0, ...hours]) {
    here.clock.advance(interval * hour);
    verdicts.push(...(await here.plan()).report.Decisions.map(({ Verdict }) => Verdict));
  }
  return verdicts;
}

describe("what is remembered from run to run", () => {
  it("lets an app with nothing open stop once it has been so for the threshold", async () => {
    const here = world({ apps: [lab("nlp")], spaces: [owned("nlp", "bob")] });
    expect(reasons((await here.plan()).report.Decisions)).toEqual(["no kernels since just now; idle after 1h"]);
    here.clock.advance(hour / 2);
    expect(reasons((await here.plan()).report.Decisions)).toEqual(["no kernels for 30m; idle after 30m"]);
    here.clock.advance(hour / 2);
    expect(outcomes((await here.plan()).report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "idle planned" });
  });

  it.each([
    ["an hourly one", [1, 1], ["grace", "idle", "idle"]],
    ["one every two hours", [2, 2], ["grace", "idle", "idle"]],
    ["a nightly one, from its third run on", [24, 24, 24], ["grace", "grace", "idle", "idle"]],
    ["a nightly one that missed a night", [24, 24, 48], ["grace", "grace", "idle", "idle"]],
  ])("lets any regular schedule stop what is always empty: %s", async (_, hours, verdicts) => {
    expect(await atIntervals(emptyLab(), hours)).toEqual(verdicts);
  });

  it.each([
    ["an hourly one, asleep for a night", [1, 1, 1, 9], ["grace", "idle", "idle", "idle", "grace"]],
    ["one run, and another three hours later", [3], ["grace", "grace"]],
    ["a nightly one, not run for a week", [24, 24, 24, 168], ["grace", "grace", "idle", "idle", "grace"]],
  ])("has no entry for a time in which no run looked: %s", async (_, hours, verdicts) => {
    expect(await atIntervals(emptyLab(), hours)).toEqual(verdicts);
  });

  it("goes by the runs of the scope, for an app that is new as well", async () => {
    const here = emptyLab();
    await atIntervals(here, [24, 24]);
    here.studio.set(lab("cv"), lab("cv", { CreationTime: here.clock.now() }));
    await here.studio.createSpace({
      ...owned("cv", "bob"),
      SpaceSettings: { AppType: "JupyterLab" },
      SpaceSharingSettings: { SharingType: "Private" },
    });
    here.clock.advance(hour);
    await here.plan();
    here.clock.advance(23 * hour);
    expect(outcomes((await here.plan()).report.Decisions)).toMatchObject({ "space:cv/JupyterLab/default": "idle planned" });
  });

  it("has one time for a plan and what was looked at again to apply it", async () => {
    const here = emptyLab();
    await atIntervals(here, [1]);
    here.studio.when("deleteApp", "", () => here.clock.advance(hour / 2));
    await here.run();
    expect(Object.values(here.runs["123456789012/us-east-1"] ?? {}).map((runs) => runs.length)).toEqual([2]);
  });

  describe("is missed where there is none", () => {
    const apps = [
      server("alice"),
      classic("alice", "a"),
      lab("nlp"),
      lab("busy"),
      lab("young", { CreationTime: start }),
      classic("bob", "b"),
    ];
    const spaces = [owned("nlp", "bob"), owned("busy", "bob"), owned("young", "bob")];
    const here = () => world({ apps, spaces }, { ...idleAlice, "space:busy JupyterLab": { kernels: [kernel("", 0, "busy")] } });

    it("by the apps that a memory could let stop", async () => {
      expect((await here().plan()).unremembered).toBe(1);
      expect((await here().plan({ policy: { maxAgeMs: hour } })).unremembered).toBe(2);
    });

    it("and by none from the second run on, nor where nothing depends on it", async () => {
      const again = here();
      await again.plan();
      expect((await again.plan()).unremembered).toBe(0);
      expect((await world({ apps: alice }, idleAlice).plan()).unremembered).toBe(0);
    });
  });

  it("gives an app that was deleted and started again its grace, though its CreationTime is old", async () => {
    const here = world({ apps: [server("alice"), classic("alice", "a", { Status: "Deleted" })] }, idleAlice);
    expect((await here.plan()).report.Decisions).toEqual([]);
    here.clock.advance(5 * 60_000);
    here.studio.set(classic("alice", "a"), { Status: "InService" });
    expect(reasons((await here.plan()).report.Decisions)).toEqual(["started 5m ago, kept for its first 15m"]);
  });

  it("counts a maximum age from our first sighting", async () => {
    const here = world({ apps: [classic("alice", "a")] });
    const policy = { maxAgeMs: 4 * hour };
    expect(outcomes((await here.plan({ policy })).report.Decisions)).toEqual({ "alice/KernelGateway/a": "unknown kept" });
    here.clock.advance(4 * hour);
    expect(outcomes((await here.run({ policy })).Decisions)).toEqual({ "alice/KernelGateway/a": "unknown stopped" });
  });

  it("counts a maximum age from the last look with a result, at work or not", async () => {
    const here = world(
      { apps: [server("alice"), classic("alice", "a")] },
      { "alice JupyterServer": { kernels: [kernel("a", 0, "busy")] } },
    );
    const policy = { maxAgeMs: 4 * hour };
    await here.plan({ policy });
    here.clock.advance(3 * hour);
    expect(outcomes((await here.plan({ policy })).report.Decisions)).toEqual({ "alice/KernelGateway/a": "active kept" });
    here.probe.set("alice JupyterServer", "down");
    here.clock.advance(3 * hour);
    expect(outcomes((await here.plan({ policy })).report.Decisions)).toEqual({ "alice/KernelGateway/a": "unknown kept" });
    here.clock.advance(hour);
    expect(outcomes((await here.run({ policy })).Decisions)).toEqual({ "alice/KernelGateway/a": "unknown stopped" });
  });

  it("that cannot be kept is noted", async () => {
    const here = world({ apps: alice }, idleAlice);
    const sightings = { ...here.ports.sightings, merge: () => Promise.reject(new StudioctlError("failed", "disk full")) };
    await planSweep({ ...here.ports, sightings }, { scope: defaultScope, policies: onePolicy(defaultPolicy) }, here.work);
    expect(here.notes).toEqual(["what was observed could not be saved for the next run: disk full"]);
  });
});

const denied = (action: string) => new StudioctlError("denied", `not allowed: ${action}`, { deniedAction: action });

describe("a permission that we lack", () => {
  const apps = [server("alice"), classic("alice", "a"), lab("nlp")];
  const policy = { maxAgeMs: hour };
  const servers = { ...idleAlice, "space:nlp JupyterLab": { kernels: [kernel("", 300)] } };
  const known = (here: World) => {
    here.remembered["123456789012/us-east-1"] = Object.fromEntries(
      apps.map((app) => [
        appReference(app),
        { CreationTime: app.CreationTime, Running: true, FirstSeen: minutesAgo(600), LastSeen: minutesAgo(15) },
      ]),
    );
    return here;
  };

  it.each([
    ["describeDomain", "sagemaker:DescribeDomain"],
    ["describeApp", "sagemaker:DescribeApp"],
    ["listTags", "sagemaker:ListTags"],
  ] as const)("%s stops no app by its age, and is reported once", async (method, action) => {
    const here = known(world({ apps, spaces: [owned("nlp", "bob")] }, servers));
    here.studio.fail(method, "");
    const report = await here.run({ policy });
    expect(outcomes(report.Decisions)).toEqual({ "alice/KernelGateway/a": "unknown kept", "space:nlp/JupyterLab/default": "unknown kept" });
    expect(report.DeniedActions).toEqual([action]);
    expect(here.studio.count("deleteApp")).toBe(0);
  });

  it("to list spaces, or to sign in, is one too", async () => {
    const here = known(
      world({ apps, spaces: [owned("nlp", "bob")] }, { ...servers, "alice JupyterServer": denied("sagemaker:CreatePresignedDomainUrl") }),
    );
    here.studio.fail("listSpaces", "");
    const { report } = await here.plan({ policy });
    expect(outcomes(report.Decisions)).toEqual({ "alice/KernelGateway/a": "unknown kept", "space:nlp/JupyterLab/default": "unknown kept" });
    expect(report.DeniedActions).toEqual(["sagemaker:CreatePresignedDomainUrl", "sagemaker:ListSpaces"]);
  });

  it.each(["malformed", "failed", "timeout", "unavailable"] as const)(
    "is not the only call of our own whose failure stops no app by its age: a sign-in or a list of spaces that is %s",
    async (code) => {
      const broken = new StudioctlError(code, "no answer of use");
      const here = known(world({ apps, spaces: [owned("nlp", "bob")] }, { ...servers, "alice JupyterServer": broken }));
      here.studio.fail("listSpaces", "", broken);
      const { report } = await here.plan({ policy });
      expect(outcomes(report.Decisions)).toEqual({
        "alice/KernelGateway/a": "unknown kept",
        "space:nlp/JupyterLab/default": "unknown kept",
      });
    },
  );

  it("of a list of apps, or of the delete, is reported as well", async () => {
    const here = world({ apps, spaces: [owned("nlp", "bob")] }, servers);
    here.studio.fail("listApps", "bob");
    here.studio.fail("deleteApp", "");
    const report = await here.run({ scope: { users: ["alice", "bob"] } });
    expect(report.DeniedActions).toEqual(["sagemaker:DeleteApp", "sagemaker:ListApps"]);
  });

  it("is in no report where nothing is missing", async () => {
    expect((await world({ apps }, servers).plan()).report).not.toHaveProperty("DeniedActions");
  });
});

describe("the time of a plan", () => {
  it("is known after the first response, which has the service's time", async () => {
    const here = world({ apps: alice }, idleAlice);
    here.studio.when("listApps", "", () => here.clock.advance(-90 * 60_000));
    const { report } = await here.plan();
    expect(report.StartedAt).toEqual(minutesAgo(90));
    expect(outcomes(report.Decisions)).toEqual({ "alice/KernelGateway/a": "active kept" });
  });

  it("makes a kernel that was active in the future an active one", async () => {
    const { plan } = world({ apps: alice }, { "alice JupyterServer": { kernels: [kernel("a", -300)] } });
    expect(outcomes((await plan()).report.Decisions)).toEqual({ "alice/KernelGateway/a": "active kept" });
  });
});

describe("several domains", () => {
  const two = [...alice, server("bob", { DomainId: "d-two" }), classic("bob", "b", { DomainId: "d-two" })];
  const domains = [{ DomainId: "d-one" }, { DomainId: "d-two" }];
  const servers = { ...idleAlice, "bob JupyterServer": { kernels: [kernel("b", 120)] } };

  it("do without one whose apps cannot be listed, and say so", async () => {
    const { studio, plan } = world({ apps: two, domains }, servers);
    studio.fail("listApps", "d-two");
    const { report } = await plan({ scope: { domains: ["d-one", "d-two"] } });
    expect(outcomes(report.Decisions)).toEqual({ "alice/KernelGateway/a": "idle planned" });
    expect(report.Errors).toEqual([{ Region: "us-east-1", Code: "denied", Message: "not allowed to listApps" }]);
  });

  it("are not all in one Region: an absent one has no apps", async () => {
    const { studio, plan } = world({ apps: two, domains }, servers);
    studio.fail("listApps", "d-two", new StudioctlError("not-found", "no such domain"));
    const { report } = await plan({ scope: { domains: ["d-one", "d-two"] } });
    expect([outcomes(report.Decisions), report.Errors]).toEqual([{ "alice/KernelGateway/a": "idle planned" }, undefined]);
  });

  it("do without one that cannot be described", async () => {
    const { studio, plan } = world({ apps: two, domains }, servers);
    studio.fail("describeDomain", "d-two");
    expect(outcomes((await plan()).report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle planned",
      "bob/KernelGateway/b": "unknown kept",
    });
  });
});

it.each(["listApps", "describeDomain", "describeApp", "listTags"] as const)(
  "a plan ends with credentials that expire at %s",
  async (method) => {
    const { studio, plan } = world({ apps: alice }, idleAlice);
    studio.fail(method, "", new StudioctlError("no-credentials", "they have expired"));
    await expect(plan()).rejects.toMatchObject({ code: "no-credentials" });
  },
);

it("a plan keeps the facts of what stops, and of nothing else", async () => {
  const { plan } = world(
    { apps: [...alice, classic("alice", "b")] },
    { "alice JupyterServer": { kernels: [kernel("a", 120), kernel("b", 1)] } },
  );
  expect([...(await plan()).facts.keys()]).toEqual(["us-east-1/d-one/alice/KernelGateway/a"]);
});

describe("several Regions", () => {
  const request = { scope: defaultScope, policies: onePolicy(defaultPolicy) };

  it("each of several Regions is swept by its own ports", async () => {
    const here = world({ apps: alice }, idleAlice);
    const { studio, ports } = elsewhere(here);
    const plan = await planSweep(ports, request, here.work);
    const report = await applySweep(ports, plan, { ...here.work, timeoutMs: hour });
    expect(report.Decisions.map(({ Region, Result }) => `${Region} ${Result}`)).toEqual(["eu-west-1 stopped", "us-east-1 stopped"]);
    expect([studio.count("deleteApp"), here.studio.count("deleteApp")]).toEqual([1, 1]);
    expect(Object.keys(here.remembered).toSorted()).toEqual(["123456789012/eu-west-1", "123456789012/us-east-1"]);
  });

  it("do without one that cannot be listed, and say so", async () => {
    const here = world({ apps: alice }, idleAlice);
    const { studio, ports } = elsewhere(here);
    studio.fail("listApps", "");
    const plan = await planSweep(ports, request, here.work);
    const report = await applySweep(ports, plan, here.work);
    expect(report.Errors).toEqual([{ Region: "eu-west-1", Code: "denied", Message: "not allowed to listApps" }]);
    expect(report.Decisions.map(({ Region, Result }) => `${Region} ${Result}`)).toEqual(["us-east-1 stopped"]);
  });

  it("fail when none can be listed", async () => {
    const here = world({ apps: alice });
    const { studio, ports } = elsewhere(here);
    studio.fail("listApps", "");
    here.studio.fail("listApps", "", new StudioctlError("no-credentials", "no credentials"));
    await expect(planSweep(ports, request, here.work)).rejects.toMatchObject({ code: "no-credentials" });
  });
});

describe("exclusively", () => {
  const claim = { types: [], domains: [], users: [], spaces: [] };

  it("holds all locks while it works and gives them back", async () => {
    const held = new Set<string>();
    expect(await exclusively(lockOf(held), ["one", "two", "two"], claim, async () => [...held])).toEqual(["one", "two"]);
    await expect(exclusively(lockOf(held), ["one"], claim, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(held.size).toBe(0);
  });

  it("works on the others where one is held, and says which and by whom", async () => {
    const held = new Set(["two"]);
    const result = await exclusively(lockOf(held), ["one", "two", "three"], claim, async ({ locked }) => [locked, [...held]]);
    expect(result).toEqual([[{ scope: "two", holder: { by: "process 1 on here" } }], ["two", "one", "three"]]);
    expect([...held]).toEqual(["two"]);
  });

  it("does nothing where a lock cannot be asked for, and gives back the others", async () => {
    const held = new Set<string>();
    const others = lockOf(held);
    const lock: Lock = { acquire: (scope) => (scope === "two" ? Promise.reject(new Error("no disk")) : others.acquire(scope)) };
    await expect(exclusively(lock, ["one", "two", "three"], claim, () => Promise.reject(new Error("must not run")))).rejects.toThrow(
      "no disk",
    );
    expect(held.size).toBe(0);
  });
});

it("a lock covers only the types of its sweep", async () => {
  const { plan } = world({ apps: [...alice, { ...classic("alice", "c"), AppType: "Canvas", CreationTime: minutesAgo(900) }] }, idleAlice);
  expect(Object.keys(outcomes((await plan()).report.Decisions))).toEqual(["alice/KernelGateway/a"]);
});
