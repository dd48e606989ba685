import { formatBeacon } from "../../../src/core/inside/beacon.ts";
import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type ApplyPorts, applySweep } from "../../../src/operations/sweep/apply.ts";
import { type World, classic, kernel, lab, minutesAgo, outcomes, owned, reasons, server, start, world } from "./sweep.ts";

const apps = [server("alice"), classic("alice", "a"), classic("alice", "b"), lab("nlp")];
const spaces = [owned("nlp", "bob")];
const servers = {
  "alice JupyterServer": { kernels: [kernel("a", 120), kernel("b", 180)] },
  "space:nlp JupyterLab": { kernels: [kernel("", 240)] },
};
const idleWorld = (options = {}) => world({ apps, spaces, ...options }, servers);
const refA = "d-one/alice/KernelGateway/a";
const minute = 60_000;
const ofDomain = '{"DomainId":"d-one"}';
const ofAlice = '{"DomainId":"d-one","UserProfileName":"alice"}';
const ofNlp = '{"DomainId":"d-one","SpaceName":"nlp"}';

/** Plans, lets something happen, and applies the plan. */
async function applied(here: World, between: () => void, signal?: AbortSignal, timeoutMs?: number) {
  const plan = await here.plan();
  between();
  return applySweep(here.ports, plan, { ...here.work, signal, timeoutMs });
}

describe("what the plan stops is stopped", () => {
  it("reports it, and saves each instance once", async () => {
    const here = idleWorld();
    const report = await here.run();
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle stopped",
      "alice/KernelGateway/b": "idle stopped",
      "space:nlp/JupyterLab/default": "idle stopped",
    });
    expect(report).toMatchObject({ StartedAt: start, IdleThresholdSeconds: 3_600, DryRun: false });
    expect(report.Summary).toEqual({ Evaluated: 3, Idle: 3, Stopped: 3, Failed: 0, Kept: 0, Unknown: 0, HourlyUsdSaved: 0.1 });
    expect(here.studio.count("deleteApp")).toBe(3);
  });

  it("is what was planned, in the same words", async () => {
    const here = idleWorld();
    const plan = await here.plan();
    const report = await applySweep(here.ports, plan, here.work);
    expect(report.Decisions.map((decision) => ({ ...decision, Result: "planned" }))).toEqual(plan.report.Decisions);
  });

  it("finds nothing more to stop the second time", async () => {
    const here = idleWorld();
    await here.run();
    const again = await here.run();
    expect(again.Summary).toMatchObject({ Idle: 0, Stopped: 0, HourlyUsdSaved: 0 });
    expect(here.studio.count("deleteApp")).toBe(3);
  });

  it("stops no more than the limit", async () => {
    const report = await idleWorld().run({ maxStops: 1 });
    expect(outcomes(report.Decisions)).toMatchObject({
      "alice/KernelGateway/a": "idle kept",
      "alice/KernelGateway/b": "idle kept",
      "space:nlp/JupyterLab/default": "idle stopped",
    });
  });
});

describe("what has changed since the plan is kept", () => {
  const [, a = classic("alice", "a")] = apps;
  const changes: [string, (here: World) => void, string][] = [
    [
      "a kernel became busy",
      ({ probe }) => probe.set("alice JupyterServer", { kernels: [kernel("a", 0, "busy")] }),
      "changed since the plan: kernel busy, a.ipynb",
    ],
    [
      "a kernel was used",
      ({ probe }) => probe.set("alice JupyterServer", { kernels: [{ ...kernel("a", 2), id: "a-120" }] }),
      "changed since the plan: last activity 2m ago, a.ipynb",
    ],
    [
      "a kernel was closed, an older one was not",
      ({ probe }) => probe.set("alice JupyterServer", { kernels: [kernel("a", 300)] }),
      "changed since the plan: last activity just now, something was closed",
    ],
    ["its server no longer answers", ({ probe }) => probe.set("alice JupyterServer", "403"), "changed since the plan: 403"],
    [
      "its kernels are gone",
      ({ probe }) => probe.set("alice JupyterServer", {}),
      "changed since the plan: no kernels since just now; idle after 1h",
    ],
    [
      "it was tagged",
      ({ studio }) => studio.tag(a, [{ Key: "studioctl:keep", Value: "forever" }]),
      "changed since the plan: tag studioctl:keep: forever",
    ],
    [
      "its tags cannot be read",
      ({ studio }) => studio.fail("listTags", "/alice/kernelgateway/a"),
      "changed since the plan: it may be protected: its tags could not be read: not allowed to listTags",
    ],
    [
      "whether it still runs cannot be read",
      ({ studio }) => studio.fail("listApps", ofAlice),
      "changed since the plan: it may be protected: its tags were not read again, because the apps of its owner could not be listed: not allowed to listApps",
    ],
    ["it was restarted", ({ studio }) => studio.set(a, { CreationTime: minutesAgo(30) }), "changed since the plan: it was restarted"],
    ["it is pending", ({ studio }) => studio.set(a, { Status: "Pending" }), "changed since the plan: it is Pending, not InService"],
    [
      "the user's server has stopped, and asking would start it",
      ({ studio }) => studio.set(server("alice"), { Status: "Deleted" }),
      "changed since the plan: its JupyterServer app is Deleted",
    ],
    [
      "the user's server is gone",
      ({ studio }) => studio.set(server("alice"), undefined),
      "changed since the plan: its JupyterServer app is gone",
    ],
  ];

  it.each(changes)("%s", async (_, change, reason) => {
    const here = idleWorld();
    const report = await applied(here, () => change(here));
    expect(outcomes(report.Decisions)["alice/KernelGateway/a"]).toMatch(/changed$/);
    expect(reasons(report.Decisions)).toContain(reason);
    expect(here.studio.subjects("deleteApp")).not.toContain(refA);
    expect(outcomes(report.Decisions)["space:nlp/JupyterLab/default"]).toBe("idle stopped");
  });

  it.each(["Deleted", "Pending", "Failed"] as const)("asks no server that is %s meanwhile: that would start it", async (Status) => {
    const here = idleWorld();
    await applied(here, () => {
      here.studio.set(server("alice"), { Status });
      here.studio.set(lab("nlp"), { Status });
    });
    expect(here.probe.asked).toEqual(["alice JupyterServer as alice", "space:nlp JupyterLab as bob"]);
  });

  it("forgets that an app was empty once a kernel was seen, however short", async () => {
    const here = world({ apps: [server("alice"), classic("alice", "a")] });
    await here.plan();
    here.clock.advance(61 * minute);
    const report = await applied(here, () => here.probe.set("alice JupyterServer", { kernels: [kernel("a", -61)] }));
    expect(outcomes(report.Decisions)).toEqual({ "alice/KernelGateway/a": "active changed" });
    here.probe.set("alice JupyterServer", {});
    here.clock.advance(5 * minute);
    expect(outcomes((await here.plan()).report.Decisions)).toEqual({ "alice/KernelGateway/a": "grace kept" });
  });
});

const remote = (RemoteAccess: string) => ({ ...owned("nlp", "bob"), SpaceSettings: { AppType: "JupyterLab" as const, RemoteAccess } });

describe("an app of a space with remote access", () => {
  const idle = { "space:nlp JupyterLab": { kernels: [kernel("a", 120)] } };

  it("that was turned on since the plan is kept", async () => {
    const here = world({ apps: [lab("nlp")], spaces: [remote("DISABLED")] }, idle);
    const plan = await here.plan();
    expect(outcomes(plan.report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "idle planned" });
    here.studio.setSpace(owned("nlp", "bob"), remote("ENABLED"));
    const report = await applySweep(here.ports, plan, here.work);
    expect(report.Decisions).toMatchObject([
      { Verdict: "unknown", Result: "changed", Reason: "changed since the plan: remote access is on; a remote session cannot be seen" },
    ]);
    expect(here.studio.count("deleteApp")).toBe(0);
  });

  it("is kept where just before the stop it is unknown whether remote access is on", async () => {
    const here = world({ apps: [lab("nlp")], spaces: [remote("DISABLED")] }, idle);
    const plan = await here.plan();
    here.studio.fail("listSpaces", "");
    const report = await applySweep(here.ports, plan, here.work);
    expect(report.Decisions).toMatchObject([
      { Verdict: "unknown", Result: "changed", Reason: "changed since the plan: it is unknown whether remote access is on" },
    ]);
  });

  it("stops by the rest where the policy says so", async () => {
    const here = world({ apps: [lab("nlp")], spaces: [remote("ENABLED")] }, idle);
    expect(outcomes((await here.run({ policy: { stopRemote: true } })).Decisions)).toEqual({
      "space:nlp/JupyterLab/default": "idle stopped",
    });
  });
});

describe("an app that could not be observed for the plan is asked all that can be asked before it stops", () => {
  const policy = { maxAgeMs: 60 * minute };
  const spacesOf = [owned("nlp", "bob")];
  const nobodys = { DomainId: "d-one", SpaceName: "nlp" };
  const unseenFor = async (here: World, between: () => unknown) => {
    await here.plan({ policy });
    here.clock.advance(61 * minute);
    const plan = await here.plan({ policy });
    expect(plan.report.Decisions).toMatchObject([{ Verdict: "unknown", Result: "planned" }]);
    await between();
    return await applySweep(here.ports, plan, here.work);
  };
  const busy = { kernels: [kernel("a", 0, "busy")] };

  const recoveries: [string, World, (here: World) => unknown][] = [
    [
      "its server was down",
      world({ apps: [lab("nlp")], spaces: spacesOf }, { "space:nlp JupyterLab": "the server answered 503" }),
      (here) => here.probe.set("space:nlp JupyterLab", busy),
    ],
    [
      "its user's server was down",
      world({ apps: [server("alice"), classic("alice", "a")] }, { "alice JupyterServer": "the server answered 503" }),
      (here) => here.probe.set("alice JupyterServer", busy),
    ],
    [
      "its user's server did not run",
      world({ apps: [server("alice", { Status: "Pending" }), classic("alice", "a")] }, { "alice JupyterServer": busy }),
      (here) => here.studio.set(server("alice"), { Status: "InService" }),
    ],
    [
      "its user's server was in no list",
      world({ apps: [classic("alice", "a")] }, { "alice JupyterServer": busy }),
      (here) => here.studio.set(server("alice"), server("alice")),
    ],
    [
      "its space had no owner",
      world({ apps: [lab("nlp")], spaces: [nobodys] }, { "space:nlp JupyterLab": busy }),
      (here) => here.studio.setSpace(nobodys, owned("nlp", "bob")),
    ],
  ];
  it.each(recoveries)("%s", async (_, here, recover) => {
    const report = await unseenFor(here, () => recover(here));
    expect(report.Decisions).toMatchObject([{ Verdict: "active", Result: "changed" }]);
    expect(here.studio.count("deleteApp")).toBe(0);
  });

  it("and stops when it still cannot be observed", async () => {
    const here = world({ apps: [server("alice"), classic("alice", "a")] }, { "alice JupyterServer": "the server answered 503" });
    const report = await unseenFor(here, () => {});
    expect(report.Decisions).toMatchObject([{ Verdict: "unknown", Result: "stopped" }]);
    expect(here.probe.asked).toHaveLength(3);
  });

  it("but no server that does not run is asked: that would start it", async () => {
    const here = world({ apps: [classic("alice", "a")] });
    await unseenFor(here, () => here.studio.set(server("alice"), server("alice", { Status: "Pending" })));
    expect(here.probe.asked).toEqual([]);
  });

  it("and a permission lost meanwhile keeps it", async () => {
    const here = world({ apps: [lab("nlp")], spaces: spacesOf }, { "space:nlp JupyterLab": "the server answered 503" });
    const report = await unseenFor(here, () => here.studio.fail("describeDomain", ""));
    expect(report).toMatchObject({ Decisions: [{ Verdict: "unknown", Result: "changed" }], DeniedActions: ["sagemaker:DescribeDomain"] });
    expect(here.studio.count("deleteApp")).toBe(0);
  });
});

describe("an app that runs again after the sweep has ended it", () => {
  const restarted = classic("alice", "a");
  const emptyWorld = () => world({ apps: [server("alice"), restarted] });

  /** Seen empty for an hour, ended by a run, and started again, before anything looks, under its old CreationTime. */
  async function runAgain(here: World, between = () => {}) {
    await here.plan();
    here.clock.advance(61 * minute);
    await applied(here, between, undefined, 10 * minute);
    here.studio.set(restarted, { Status: "InService" });
    here.clock.advance(5 * minute);
  }

  it("has its grace once more, and its empty clock starts again", async () => {
    const here = emptyWorld();
    await runAgain(here);
    expect(here.studio.subjects("deleteApp")).toEqual([refA]);
    expect(reasons((await here.plan()).report.Decisions)).toEqual(["started 5m ago, kept for its first 15m"]);
    here.clock.advance(15 * minute);
    expect(outcomes((await here.plan()).report.Decisions)).toEqual({ "alice/KernelGateway/a": "grace kept" });
  });

  it("has both too where it went by itself", async () => {
    const here = emptyWorld();
    await runAgain(here, () => here.studio.set(restarted, { Status: "Deleting" }));
    expect(here.studio.count("deleteApp")).toBe(0);
    expect(outcomes((await here.plan()).report.Decisions)).toEqual({ "alice/KernelGateway/a": "grace kept" });
  });
});

describe("one app's end is its own", () => {
  it.each([
    ["refused", new StudioctlError("denied", "not allowed to delete it"), "idle failed"],
    ["gone just then", new StudioctlError("not-found", "it has already been deleted"), "idle gone"],
    ["an error nobody foresaw", new TypeError("boom"), "idle failed"],
  ])("%s", async (_, error, outcome) => {
    const here = idleWorld();
    here.studio.fail("deleteApp", refA, error);
    const report = await here.run();
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/a": outcome,
      "alice/KernelGateway/b": "idle stopped",
      "space:nlp/JupyterLab/default": "idle stopped",
    });
  });

  it("has the reason of its failure, without the content of an unforeseen error", async () => {
    const here = idleWorld();
    here.studio.fail("deleteApp", refA, new TypeError("https://secret.example"));
    expect(reasons((await here.run()).Decisions)).toContain(
      "last activity 2h ago, a.ipynb; it could not be stopped: an unexpected TypeError",
    );
  });

  it("is gone where somebody else deletes it at the same moment", async () => {
    for (const error of [new StudioctlError("in-use", "it is already being deleted"), new StudioctlError("invalid", "not now")]) {
      const here = idleWorld();
      here.studio.when("deleteApp", refA, () => {
        here.studio.set(classic("alice", "a"), { Status: "Deleting" });
        throw error;
      });
      expect(outcomes((await here.run()).Decisions)["alice/KernelGateway/a"]).toBe("idle gone");
    }
  });

  it("is gone when it was deleted since the plan", async () => {
    const here = idleWorld();
    const report = await applied(here, () => here.studio.set(classic("alice", "a"), { Status: "Deleting" }));
    expect(outcomes(report.Decisions)["alice/KernelGateway/a"]).toBe("idle gone");
  });
});

describe("a server that others are observed through", () => {
  const kernels = [kernel("a", 120), kernel("b", 180)];
  const both = { scope: { types: ["JupyterServer", "KernelGateway"] as const } };
  const serverWorld = (options = {}) => world({ apps, spaces, ...options }, { "alice JupyterServer": { kernels } });

  it("stops last, once a list shows that all behind it is gone, at any concurrency", async () => {
    const here = serverWorld();
    const report = await here.run(both, 20 * minute);
    expect(outcomes(report.Decisions)).toMatchObject({
      "alice/KernelGateway/a": "idle stopped",
      "alice/KernelGateway/b": "idle stopped",
      "alice/JupyterServer/default": "idle stopped",
    });
    expect(here.studio.subjects("deleteApp").at(-1)).toBe("d-one/alice/JupyterServer/default");
    const lastDelete = here.studio.calls.findLastIndex(([method]) => method === "deleteApp");
    expect(here.studio.calls.slice(0, lastDelete).filter(([method]) => method === "listApps").length).toBeGreaterThan(2);
  });

  it("stops although its kernels ended with the apps that the run stopped, and stays where one of another kind was closed", async () => {
    for (const [left, outcome] of [
      [[], "idle stopped"],
      [[kernel("", 300)], "idle stopped"],
    ] as const) {
      const here = serverWorld();
      here.studio.when("deleteApp", refA, () => here.probe.set("alice JupyterServer", { kernels: left }));
      expect(outcomes((await here.run(both, 20 * minute)).Decisions)["alice/JupyterServer/default"]).toBe(outcome);
    }
    const here = world({ apps, spaces }, { "alice JupyterServer": { kernels: [...kernels, kernel("", 300)] } });
    here.studio.when("deleteApp", refA, () => here.probe.set("alice JupyterServer", {}));
    expect(outcomes((await here.run(both, 20 * minute)).Decisions)["alice/JupyterServer/default"]).toBe("active changed");
  });

  const stays: [string, (here: World) => void, string][] = [
    ["failed", ({ studio }) => studio.fail("deleteApp", refA), "which has not ended"],
    ["changed", ({ studio }) => studio.tag(classic("alice", "a"), [{ Key: "studioctl:keep", Value: "forever" }]), "which has not ended"],
    [
      "was started since the plan",
      ({ studio }) => studio.set(classic("alice", "a2"), { Status: "Pending" }),
      "what KernelGateway app a2 does, which has not ended",
    ],
    [
      "cannot be listed",
      ({ studio }) => studio.fail("listApps", '"UserProfileName":"alice"'),
      "kept, because the apps that are observed through it could not be listed: not allowed to listApps",
    ],
  ];
  it.each(stays)("stays where something behind it %s", async (_, change, reason) => {
    const here = serverWorld();
    const plan = await here.plan(both);
    change(here);
    const report = await applySweep(here.ports, plan, { ...here.work, timeoutMs: 20 * minute });
    expect(here.studio.subjects("deleteApp")).not.toContain("d-one/alice/JupyterServer/default");
    expect(outcomes(report.Decisions)["alice/JupyterServer/default"]).toBe("idle kept");
    expect(reasons(report.Decisions)).toContainEqual(expect.stringContaining(reason));
  });

  it.each([
    ["is kept by its own verdict", { kernels: [kernel("a", 0, "busy"), kernel("b", 180)] }, both],
    ["is not in the scope of the run", { kernels }, { scope: { types: ["JupyterServer"] as const } }],
    ["stays by the limit of stops", { kernels }, { ...both, maxStops: 1 }],
  ])("stays in the plan already where something behind it %s", async (_, activity, request) => {
    const here = world({ apps, spaces }, { "alice JupyterServer": activity });
    const { report } = await here.plan(request);
    expect(outcomes(report.Decisions)["alice/JupyterServer/default"]).toMatch(/^(idle|active) kept$/);
    await here.run(request, minute);
    expect(here.studio.subjects("deleteApp")).not.toContain("d-one/alice/JupyterServer/default");
  });

  it("names the apps that it would make unknown where it is swept alone", async () => {
    const { report } = await serverWorld().plan({ scope: { types: ["JupyterServer"] } });
    expect(reasons(report.Decisions)).toEqual([
      "last activity 2h ago, a.ipynb; kept, because only it shows what KernelGateway apps a, b do, which stay",
    ]);
  });

  it("stays without waiting for the apps to be gone, and goes once it has been empty for long enough", async () => {
    const here = serverWorld();
    expect(outcomes((await here.run(both)).Decisions)["alice/JupyterServer/default"]).toBe("idle kept");
    for (let hour = 0; hour < 2; hour += 1) {
      here.clock.advance(60 * minute);
      await here.plan(both);
    }
    expect(outcomes((await here.run(both)).Decisions)["alice/JupyterServer/default"]).toBe("idle stopped");
  });

  it("is not reached where the run is interrupted before", async () => {
    const here = serverWorld();
    const interruption = new AbortController();
    here.studio.when("deleteApp", "KernelGateway/b", () => interruption.abort(new StudioctlError("interrupted", "interrupted")));
    const report = await applySweep(here.ports, await here.plan(both), { ...here.work, signal: interruption.signal, timeoutMs: minute });
    expect(outcomes(report.Decisions)["alice/JupyterServer/default"]).toBe("idle planned");
  });

  it("whose apps do not run is like any other", async () => {
    const here = world({ apps: [server("alice"), classic("alice", "a", { Status: "Failed" })] }, { "alice JupyterServer": { kernels } });
    expect(outcomes((await here.run(both)).Decisions)["alice/JupyterServer/default"]).toBe("idle stopped");
  });
});

describe("waiting for the end", () => {
  it("lists until the apps are gone", async () => {
    const here = idleWorld();
    const report = await here.run({}, 20 * minute);
    expect(report.Summary.Stopped).toBe(3);
    expect(here.studio.subjects("listApps")).toEqual(["{}", ofAlice, ofNlp, ofDomain, ofDomain]);
    expect(here.clock.sleeps).toHaveLength(1);
  });

  it.each(["InService", "Failed"] as const)("fails an app that ends %s", async (endsAs) => {
    const here = idleWorld({ endsAs });
    const report = await here.run({}, 20 * minute);
    expect(report.Summary).toMatchObject({ Stopped: 0, Failed: 3, HourlyUsdSaved: 0 });
    expect(reasons(report.Decisions)).toContain(`last activity 2h ago, a.ipynb; DeleteApp was accepted, but the app is ${endsAs}`);
  });

  it("fails what has not ended in time", async () => {
    const report = await idleWorld({ endsAs: "Deleting" }).run({}, 20 * minute);
    expect(reasons(report.Decisions)).toContain(
      "last activity 2h ago, a.ipynb; DeleteApp was accepted, but its result is unknown: gave up waiting for apps to be gone after 20m",
    );
  });

  it.each([
    ["goes on over throttling", new StudioctlError("throttled", "rate exceeded"), "gave up waiting for apps to be gone after 1m"],
    ["gives up when refused", new StudioctlError("denied", "not allowed to list"), "not allowed to list"],
  ])("%s", async (_, error, why) => {
    const here = idleWorld();
    const report = await applied(here, () => here.studio.fail("listApps", ofDomain, error), undefined, minute);
    expect(reasons(report.Decisions)).toContain(`last activity 2h ago, a.ipynb; DeleteApp was accepted, but its result is unknown: ${why}`);
  });

  it("an app that was started again counts as gone", async () => {
    const here = idleWorld();
    here.studio.when("listApps", ofDomain, () => {
      here.studio.set(classic("alice", "a"), { Status: "InService", CreationTime: start });
    });
    const report = await here.run({}, minute);
    expect(outcomes(report.Decisions)["alice/KernelGateway/a"]).toBe("idle stopped");
  });
});

describe("an interruption", () => {
  it("starts no further stop and reports what was done", async () => {
    const here = idleWorld();
    const interruption = new AbortController();
    here.studio.when("deleteApp", "", () => interruption.abort(new StudioctlError("interrupted", "interrupted")));
    const plan = await here.plan();
    const report = await applySweep(here.ports, plan, { ...here.work, concurrency: 1, signal: interruption.signal, timeoutMs: minute });
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle stopped",
      "alice/KernelGateway/b": "idle planned",
      "space:nlp/JupyterLab/default": "idle planned",
    });
    expect(here.recorded.map(({ AppName, Result }) => `${AppName} ${Result}`)).toEqual(["a stopped", "b planned", "default planned"]);
  });
});

/** The record so far: name, result, and what the stop frees. */
const lines = (here: World) => here.recorded.map(({ AppName, Result, HourlyUsdSaved }) => `${AppName} ${Result} ${HourlyUsdSaved}`);

describe("credentials that run out midway", () => {
  const expired = new StudioctlError("no-credentials", "the AWS credentials have expired");

  it.each(["deleteApp", "listTags"] as const)("end it at %s: nothing more is stopped, and what was done is reported", async (method) => {
    const here = idleWorld();
    const plan = await here.plan();
    here.studio.fail(method, method === "listTags" ? "kernelgateway/b" : "KernelGateway/b", expired);
    const report = await applySweep(here.ports, plan, { ...here.work, concurrency: 1, timeoutMs: minute });
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle stopped",
      "alice/KernelGateway/b": "idle planned",
      "space:nlp/JupyterLab/default": "idle planned",
    });
    expect(report.Errors).toEqual([{ Region: "us-east-1", Code: "no-credentials", Message: "the AWS credentials have expired" }]);
    expect(here.studio.subjects("deleteApp")).toEqual(method === "deleteApp" ? [refA, "d-one/alice/KernelGateway/b"] : [refA]);
  });

  it("end it at the list of an owner's apps", async () => {
    const here = idleWorld();
    const plan = await here.plan();
    here.studio.fail("listApps", ofNlp, expired);
    const report = await applySweep(here.ports, plan, { ...here.work, concurrency: 1, timeoutMs: minute });
    expect(outcomes(report.Decisions)).toMatchObject({
      "alice/KernelGateway/b": "idle stopped",
      "space:nlp/JupyterLab/default": "idle planned",
    });
    expect(report.Errors).toMatchObject([{ Code: "no-credentials" }]);
  });

  it("do not keep it waiting for the end of what it stopped", async () => {
    const here = idleWorld();
    const plan = await here.plan();
    here.studio.fail("deleteApp", "KernelGateway/b", expired);
    await applySweep(here.ports, plan, { ...here.work, concurrency: 1, timeoutMs: minute });
    expect(here.studio.subjects("listApps")).toEqual(["{}", ofAlice]);
  });
});

describe("the record", () => {
  it("has a line of every app, with what its stop frees: an instance is free with the last app on it", async () => {
    const here = idleWorld({ apps: [...apps, lab("young", { CreationTime: start })] });
    await applySweep(here.ports, await here.plan(), { ...here.work, concurrency: 1 });
    expect(lines(here)).toEqual(["a stopped 0", "b stopped 0.05", "default stopped 0.05", "default kept undefined"]);
  });

  it("has an app that is kept only where its verdict is another one than the last run recorded; a plan records none", async () => {
    const here = idleWorld({ apps: [lab("young", { CreationTime: start })] });
    const news: string[] = [];
    const record: ApplyPorts["record"] = {
      ...here.ports.record,
      add: async (decisions, changed) => void news.push(...decisions.filter((each) => changed?.has(each)).map(({ Verdict }) => Verdict)),
    };
    const sweep = async () => await applySweep({ ...here.ports, record }, await here.plan(), here.work);
    await here.plan();
    await sweep();
    await sweep();
    expect(news).toEqual(["grace"]);
    here.clock.advance(180 * minute);
    await here.plan();
    await sweep();
    await sweep();
    expect(news).toEqual(["grace", "unknown"]);
  });

  it("says once that an instance which a run freed runs again, after whatever name", async () => {
    const here = idleWorld({ apps: [server("alice"), classic("alice", "a"), classic("alice", "other")] });
    await here.run({ scope: { users: ["alice"] } });
    const scope = "123456789012/us-east-1";
    const [instance = ""] = Object.keys(here.freed[scope] ?? {});
    expect(instance).toContain("d-one\nuser alice\nKernelGateway\nml.");
    const again = idleWorld({ apps: [server("alice"), classic("alice", "other", { Status: "Pending" })] });
    again.freed[scope] = here.freed[scope] ?? {};
    await again.plan();
    await again.run();
    expect(again.resumed).toMatchObject([{ AppName: "other" }]);
    expect(again.freed).toEqual({ [scope]: {} });
    await again.run();
    expect(again.resumed).toHaveLength(1);
  });

  it("has the intent of each stop before its delete, and of no other app", async () => {
    const here = idleWorld({ apps: [...apps, lab("young", { CreationTime: start })] });
    const known: number[] = [];
    here.studio.when("deleteApp", "", () => void known.push(here.intended.length));
    await applySweep(here.ports, await here.plan(), { ...here.work, concurrency: 1 });
    expect(known).toEqual([1, 2, 3]);
    expect(here.intended.map(({ AppName, Result }) => `${AppName} ${Result}`)).toEqual(["a planned", "b planned", "default planned"]);
  });

  it("that cannot be written ends the sweep: nothing more is stopped, and the reason is reported", async () => {
    for (const [taken, concurrency] of [
      [0, 3],
      [1, 1],
    ] as const) {
      const here = idleWorld();
      const record = {
        ...here.ports.record,
        intend: async (): Promise<void> => {
          if (here.studio.count("deleteApp") >= taken) throw new StudioctlError("failed", "the disk is full");
        },
      };
      const report = await applySweep({ ...here.ports, record }, await here.plan(), { ...here.work, concurrency, timeoutMs: minute });
      expect(here.studio.count("deleteApp")).toBe(taken);
      expect(report.Errors).toEqual([{ Region: "us-east-1", Code: "unrecorded", Message: "nothing more was stopped: the disk is full" }]);
      expect(Object.values(outcomes(report.Decisions)).filter((outcome) => outcome === "idle planned")).toHaveLength(3 - taken);
    }
  });

  it("counts nothing as free while an app could not be stopped", async () => {
    const here = idleWorld();
    here.studio.fail("deleteApp", refA);
    await here.run();
    expect(lines(here).toSorted()).toEqual(["a failed undefined", "b stopped 0", "default stopped 0.05"]);
  });

  it("counts an app that went by itself as gone", async () => {
    const here = idleWorld();
    here.studio.fail("deleteApp", refA, new StudioctlError("not-found", "it has already been deleted"));
    await applySweep(here.ports, await here.plan(), { ...here.work, concurrency: 1 });
    expect(lines(here)).toEqual(["a gone undefined", "b stopped 0.05", "default stopped 0.05"]);
  });

  it("has the line of an app before the next one is touched", async () => {
    const here = idleWorld();
    const known: string[][] = [];
    here.studio.when("deleteApp", "", () => void known.push(lines(here)));
    await applySweep(here.ports, await here.plan(), { ...here.work, concurrency: 1 });
    expect(known.map((before) => before.length)).toEqual([0, 1, 2]);
  });

  it("has a second line of an app that came back", async () => {
    const here = idleWorld({ endsAs: "InService" });
    await here.run({}, minute);
    expect(here.recorded.flatMap(({ AppName, Result }) => (AppName === "a" ? [Result] : []))).toEqual(["stopped", "failed"]);
  });
});

it("reads the report of a beacon again before a stop: what became active keeps the app", async () => {
  const here = world({ apps: [lab("nlp")], spaces }, servers);
  const plan = await here.plan();
  expect(outcomes(plan.report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "idle planned" });
  const { AppArn } = await here.studio.describeApp(lab("nlp"));
  const report = {
    at: minutesAgo(1),
    everyMs: 300_000,
    lastActivity: minutesAgo(1),
    active: ["train.py runs in the background"],
    complete: true,
  };
  await here.studio.addTags(AppArn, [{ Key: "studioctl:beacon", Value: formatBeacon(report) }]);
  const { Decisions } = await applySweep(here.ports, plan, here.work);
  expect(outcomes(Decisions)).toEqual({ "space:nlp/JupyterLab/default": expect.stringContaining("changed") });
  expect(reasons(Decisions)).toEqual([expect.stringContaining("train.py runs in the background")]);
  expect(here.studio.count("deleteApp")).toBe(0);
});
