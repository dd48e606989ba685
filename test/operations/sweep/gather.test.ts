import { formatBeacon } from "../../../src/core/inside/beacon.ts";
import { policies } from "../../../src/operations/sweep/policies.ts";
import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { classic, editor, kernel, lab, minutesAgo, outcomes, owned, reasons, server, world } from "./sweep.ts";

const idleAlice = { "alice JupyterServer": { kernels: [kernel("a", 120), kernel("b", 120)] } };

describe("a plan asks as little as can be", () => {
  it("reads each server once, for any number of apps behind it, and inspects only what would stop", async () => {
    const { studio, probe, plan } = world(
      {
        apps: [server("alice"), classic("alice", "a"), classic("alice", "b"), classic("alice", "c"), lab("nlp")],
        spaces: [owned("nlp", "bob")],
      },
      {
        "alice JupyterServer": { kernels: [kernel("a", 120), kernel("b", 5)] },
        "space:nlp JupyterLab": { kernels: [kernel("", 0, "busy")] },
      },
    );
    expect(outcomes((await plan()).report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle planned",
      "alice/KernelGateway/b": "active kept",
      "alice/KernelGateway/c": "grace kept",
      "space:nlp/JupyterLab/default": "active kept",
    });
    expect(probe.asked.toSorted()).toEqual(["alice JupyterServer as alice", "space:nlp JupyterLab as bob"]);
    expect(Object.fromEntries(studio.calls.map(([method]) => [method, studio.count(method)]))).toEqual({
      listApps: 1,
      describeDomain: 1,
      listSpaces: 1,
      describeApp: 1,
      listTags: 1,
    });
  });

  it("needs one list for apps whose verdict follows from the list itself", async () => {
    const { studio, probe, plan } = world({
      apps: [
        server("alice"),
        classic("alice", "pending", { Status: "Pending" }),
        classic("alice", "young", { CreationTime: minutesAgo(5) }),
        classic("alice", "named"),
        classic("alice", "old", { Status: "Deleted" }),
      ],
    });
    const { report } = await plan({ scope: { exclude: ["*NAMED"] } });
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/named": "protected kept",
      "alice/KernelGateway/pending": "skipped kept",
      "alice/KernelGateway/young": "grace kept",
    });
    expect(studio.calls).toEqual([["listApps", "{}"]]);
    expect(probe.asked).toEqual([]);
  });

  it("lists by domain and owner, and looks at the types asked for", async () => {
    const { studio, plan } = world({
      apps: [server("alice"), classic("alice", "a"), server("bob"), lab("nlp")],
      spaces: [owned("nlp", "bob")],
    });
    const { report } = await plan({
      scope: { domains: ["d-one"], users: ["alice"], spaces: ["nlp"], types: ["JupyterServer", "JupyterLab"] },
    });
    expect(Object.keys(outcomes(report.Decisions))).toEqual(["alice/JupyterServer/default", "space:nlp/JupyterLab/default"].toSorted());
    expect(studio.subjects("listApps")).toEqual([
      '{"DomainId":"d-one","UserProfileName":"alice"}',
      '{"DomainId":"d-one","SpaceName":"nlp"}',
    ]);
    expect(studio.subjects("listSpaces")).toEqual(['{"DomainId":"d-one","SpaceName":"nlp"}']);
  });
});

const space = (SpaceName: string, RemoteAccess?: string) => ({
  ...owned(SpaceName, "bob"),
  SpaceSettings: { AppType: "JupyterLab" as const, ...(RemoteAccess !== undefined && { RemoteAccess }) },
});

describe("remote access to spaces", () => {
  const names = ["absent", "off", "on", "odd"];
  const idle = Object.fromEntries(names.map((name) => [`space:${name} JupyterLab`, { kernels: [kernel("a", 120)] }]));
  const spaces = [space("absent"), space("off", "DISABLED"), space("on", "ENABLED"), space("odd", "PARTLY")];

  it("is known by the one list of spaces, and keeps those it is on for", async () => {
    const { studio, plan } = world({ apps: names.map((name) => lab(name)), spaces }, idle);
    expect(outcomes((await plan()).report.Decisions)).toEqual({
      "space:absent/JupyterLab/default": "idle planned",
      "space:off/JupyterLab/default": "idle planned",
      "space:on/JupyterLab/default": "unknown kept",
      "space:odd/JupyterLab/default": "unknown kept",
    });
    expect([studio.count("listSpaces"), studio.count("describeSpace")]).toEqual([1, 0]);
  });

  it.each([
    ["is in no list", world({ apps: [lab("on")], spaces: [] })],
    ["cannot be listed", world({ apps: [lab("on")], spaces })],
  ])("of a space that %s is unknown, and no age stops its app", async (what, here) => {
    if (what === "cannot be listed") here.studio.fail("listSpaces", "");
    const policy = { maxAgeMs: 60_000 };
    await here.plan({ policy });
    here.clock.advance(3_600_000);
    expect(outcomes((await here.plan({ policy })).report.Decisions)).toEqual({ "space:on/JupyterLab/default": "unknown kept" });
  });
});

describe("a space that is missing from the list of spaces, whose owner is unknown then", () => {
  it("keeps its app, also with remote sessions judged by the rest and of any age, for a rule may protect what its owner has", async () => {
    const servers = { "space:lost JupyterLab": { kernels: [kernel("a", 120)] } };
    const here = world({ apps: [lab("lost")], spaces: [] }, servers);
    const policy = { stopRemote: true, maxAgeMs: 60_000 };
    await here.plan({ policy });
    here.clock.advance(3_600_000);
    const { report } = await here.plan({ policy });
    expect(report.Decisions).toMatchObject([
      {
        Verdict: "unknown",
        Result: "kept",
        Reason: expect.stringContaining("its space is not in the list of spaces, so its owner is unknown"),
      },
    ]);
    const listed = world({ apps: [lab("lost")], spaces: [space("lost", "ENABLED")] }, servers);
    expect(outcomes((await listed.plan({ policy })).report.Decisions)).toEqual({ "space:lost/JupyterLab/default": "idle planned" });
  });
});

describe("a domain of SageMaker Unified Studio", () => {
  const unified = { DomainId: "d-one", DomainSettings: { UnifiedStudioSettings: { ProjectId: "p" } } };
  const apps = [
    server("alice"),
    classic("alice", "a"),
    lab("nlp"),
    classic("bob", "default", { AppType: "Canvas" }),
    classic("carol", "unserved"),
  ];
  const servers = {
    "alice JupyterServer": { kernels: [kernel("a", 120)] },
    "space:nlp JupyterLab": { kernels: [kernel("a", 120)] },
    "bob Canvas": { lastActive: minutesAgo(120) },
  };
  const scope = { types: ["KernelGateway", "JupyterLab", "Canvas"] as const };
  const here = () => world({ apps, domains: [unified], spaces: [owned("nlp", "bob")] }, servers);

  it("is left out, with any apps in it, and none of its servers is asked", async () => {
    const { plan, probe, studio } = here();
    const { report } = await plan({ scope, policy: { maxAgeMs: 60_000 } });
    for (const { Verdict, Result, Reason } of report.Decisions) {
      expect({ Verdict, Result, Reason }).toEqual({
        Verdict: "skipped",
        Result: "kept",
        Reason: "domain d-one belongs to SageMaker Unified Studio",
      });
    }
    expect(report.Decisions).toHaveLength(4);
    expect(probe.asked).toEqual([]);
    expect(studio.count("describeDomain")).toBe(1);
  });

  it("is swept like any other where that is asked for", async () => {
    const { report } = await here().plan({ scope, policies: policies({ thresholds: {}, protectTags: [], unifiedStudio: true }) });
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle planned",
      "bob/Canvas/default": "idle planned",
      "carol/KernelGateway/unserved": "unknown kept",
      "space:nlp/JupyterLab/default": "idle planned",
    });
  });

  it.each([
    ["for want of a permission", "denied"],
    ["by a malformed answer", "malformed"],
    ["by a refusal of the service that nobody knows", "failed"],
    ["since it is not found", "not-found"],
    ["as the request is not valid", "invalid"],
  ] as const)("may be one that cannot be described, %s: no age stops its apps", async (_, code) => {
    const { plan, studio, clock } = here();
    studio.fail("describeDomain", "", new StudioctlError(code, "no domain"));
    for (const hours of [1, 1]) {
      const { report } = await plan({ scope, policy: { maxAgeMs: 60_000 } });
      expect(new Set(Object.values(outcomes(report.Decisions)))).toEqual(new Set(["unknown kept"]));
      clock.advance(hours * 3_600_000);
    }
  });
});

const canvas = (user: string) => classic(user, "default", { AppType: "Canvas" });

it("Canvas is observed through its user, without a sign-in, for any sign-in of the domain", async () => {
  const { studio, probe, plan } = world(
    { apps: [canvas("alice"), canvas("bob"), classic("carol", "a"), server("carol")], domains: [{ DomainId: "d-one", AuthMode: "SSO" }] },
    { "alice Canvas": { lastActive: minutesAgo(120) }, "bob Canvas": "CloudWatch has no data" },
  );
  const { report } = await plan({ scope: { types: ["Canvas"] } });
  expect(outcomes(report.Decisions)).toEqual({ "alice/Canvas/default": "idle planned", "bob/Canvas/default": "unknown kept" });
  expect(probe.asked.toSorted()).toEqual(["alice Canvas as alice", "bob Canvas as bob"]);
  expect(studio.count("describeDomain")).toBe(1);
});

const busyFor = (name: string) => ({ "alice JupyterServer": { kernels: [kernel("a", 120), kernel(name, 0, "busy")] } });

describe("a session that outlived its app is not activity of any other", () => {
  const types = ["KernelGateway", "JupyterServer"] as const;

  it.each([
    ["in no list", []],
    ["listed as Deleted", [classic("alice", "gone", { Status: "Deleted" })]],
  ])("of an app %s", async (_, more) => {
    const { report } = await world({ apps: [server("alice"), classic("alice", "a"), ...more] }, busyFor("gone")).plan({ scope: { types } });
    expect(outcomes(report.Decisions)).toEqual({ "alice/KernelGateway/a": "idle planned", "alice/JupyterServer/default": "idle planned" });
  });

  it("but one of an app that runs keeps that app and the server", async () => {
    const { report } = await world({ apps: [server("alice"), classic("alice", "a"), classic("alice", "b")] }, busyFor("b")).plan({
      scope: { types },
    });
    expect(outcomes(report.Decisions)).toEqual({
      "alice/KernelGateway/a": "idle planned",
      "alice/KernelGateway/b": "active kept",
      "alice/JupyterServer/default": "active kept",
    });
  });
});

describe("a server is asked only where that is safe and possible", () => {
  const cases = [
    [
      "its server app is not running",
      { apps: [server("alice", { Status: "Pending" }), classic("alice", "a")] },
      "the JupyterServer app of alice is not running, so its kernels cannot be observed",
    ],
    [
      "another user's server is",
      { apps: [server("bob"), classic("alice", "a")] },
      "the JupyterServer app of alice is not running, so its kernels cannot be observed",
    ],
    [
      "the domain signs in by SSO",
      { apps: [server("alice"), classic("alice", "a")], domains: [{ DomainId: "d-one", AuthMode: "SSO" as const }] },
      "domain d-one uses SSO sign-in, so its servers cannot be read",
    ],
    [
      "the domain cannot be described",
      { apps: [server("alice"), classic("alice", "a")], domains: [] },
      "how domain d-one signs in could not be read: no domain d-one",
    ],
    [
      "the space has no owner, nor the domain a user profile",
      { apps: [lab("nlp")], spaces: [{ DomainId: "d-one", SpaceName: "nlp" }] },
      "space:nlp has no owner, and its domain no user profile to sign in as; create one: studioctl profile create NAME",
    ],
    [
      "its type has none",
      { apps: [{ ...classic("alice", "t"), AppType: "TensorBoard" as const }] },
      "the activity of a TensorBoard app cannot be observed",
    ],
  ] as const;

  it.each(cases)("not when %s", async (_, options, reason) => {
    const { probe, plan } = world(options);
    const { report } = await plan({ scope: { types: ["KernelGateway", "JupyterLab", "TensorBoard"] } });
    expect(report.Decisions).toMatchObject([{ Verdict: "unknown", Result: "kept", Reason: reason }]);
    expect(probe.asked).toEqual([]);
  });

  it("matches owners without regard to case", async () => {
    const { probe, plan } = world({ apps: [server("Alice"), classic("alice", "a")] });
    await plan();
    expect(probe.asked).toEqual(["alice JupyterServer as alice"]);
  });
});

const inSpace = (app: App): App => ({ ...lab("team"), AppType: app.AppType, AppName: app.AppName });

describe("a shared space of Classic without an owner is signed in to by a user profile of its domain", () => {
  const team = [inSpace(server("")), inSpace(classic("", "a"))];
  const profiles = ["ann", "bob", "carol", "dave", "erin", "frank"].map((UserProfileName) => ({ DomainId: "d-one", UserProfileName }));
  const spaces = [{ DomainId: "d-one", SpaceName: "team" }];
  const teamWorld = (more: Parameters<typeof world>[0] = {}) =>
    world(
      { apps: [...team, server("carol"), server("bob", { Status: "Deleted" })], spaces, profiles, ...more },
      { "space:team JupyterServer": { kernels: [kernel("a", 120)] } },
    );
  const only = { scope: { spaces: [] } };
  const mayNot = { seen: false, why: "the server answered 403 to the sign-in", refused: true } as const;
  const denied = {
    seen: false,
    why: "no presigned URL: not allowed",
    refused: true,
    ours: true,
    denied: "sagemaker:CreatePresignedDomainUrl",
  } as const;

  it("by those with running apps in the domain first", async () => {
    const here = teamWorld();
    expect(outcomes((await here.plan(only)).report.Decisions)).toEqual({ "space:team/KernelGateway/a": "idle planned" });
    expect(here.probe.asked).toEqual(["space:team JupyterServer as carol"]);
    expect(here.studio.subjects("listUserProfiles")).toEqual(['{"DomainId":"d-one"}']);
  });

  it("by the next one where one may not, also just before the stop", async () => {
    const here = teamWorld();
    here.probe.refuse("space:team JupyterServer", "carol", mayNot);
    here.probe.refuse("space:team JupyterServer", "ann", denied);
    const report = await here.run(only);
    expect(outcomes(report.Decisions)).toEqual({ "space:team/KernelGateway/a": "idle stopped" });
    const tried = ["carol", "ann", "bob"].map((user) => `space:team JupyterServer as ${user}`);
    expect(here.probe.asked).toEqual([...tried, ...tried]);
    expect(report).not.toHaveProperty("DeniedActions");
  });

  it("by no other user where the server is down", async () => {
    const here = teamWorld();
    here.probe.set("space:team JupyterServer", "the server answered 503 to the sign-in");
    expect(reasons((await here.plan(only)).report.Decisions)).toEqual(["the server answered 503 to the sign-in"]);
    expect(here.probe.asked).toHaveLength(1);
  });

  it.each([
    ["the server refuses all", mayNot, "the server answered 403 to the sign-in; let one of them open the space in Studio", undefined],
    [
      "we lack the permission",
      denied,
      "no presigned URL: not allowed; allow sagemaker:CreatePresignedDomainUrl for one of them",
      ["sagemaker:CreatePresignedDomainUrl"],
    ],
  ])("else says what would help, after five: %s", async (_, refusal, why, actions) => {
    const here = teamWorld();
    for (const { UserProfileName } of profiles) here.probe.refuse("space:team JupyterServer", UserProfileName, refusal);
    const { report } = await here.plan(only);
    expect(reasons(report.Decisions)).toEqual([
      `space:team has no owner, and no user profile tried may sign in (carol, ann, bob, dave, erin): ${why}`,
    ]);
    expect(report.DeniedActions).toEqual(actions);
  });

  it("by those with running apps where profiles cannot be listed; by none without them", async () => {
    const here = teamWorld();
    here.studio.fail("listUserProfiles", "");
    expect(outcomes((await here.plan(only)).report.Decisions)).toEqual({ "space:team/KernelGateway/a": "idle planned" });
    expect(here.probe.asked).toEqual(["space:team JupyterServer as carol"]);
    const alone = teamWorld({ apps: team });
    alone.studio.fail("listUserProfiles", "");
    const { report } = await alone.plan(only);
    expect(reasons(report.Decisions)).toEqual([
      "its space has no owner, and the user profiles to sign in as could not be listed: not allowed to listUserProfiles",
    ]);
    expect(report.DeniedActions).toEqual(["sagemaker:ListUserProfiles"]);
  });

  it("and user profiles are not listed where every space has an owner", async () => {
    const here = world({ apps: [lab("nlp")], spaces: [owned("nlp", "bob")], profiles });
    await here.plan();
    expect(here.studio.count("listUserProfiles")).toBe(0);
  });
});

describe("one failure is the evidence of its app alone", () => {
  const apps = [
    server("alice"),
    classic("alice", "a"),
    classic("alice", "b"),
    server("bob"),
    classic("bob", "c"),
    lab("nlp"),
    editor("cv"),
  ];
  const spaces = [owned("nlp", "bob"), owned("cv", "bob")];
  const servers = {
    ...idleAlice,
    "bob JupyterServer": { kernels: [kernel("c", 120)] },
    "space:nlp JupyterLab": { kernels: [kernel("", 120)] },
    "space:cv CodeEditor": { lastActive: minutesAgo(120) },
  };
  const all = {
    "alice/KernelGateway/a": "idle planned",
    "alice/KernelGateway/b": "idle planned",
    "bob/KernelGateway/c": "idle planned",
    "space:cv/CodeEditor/default": "idle planned",
    "space:nlp/JupyterLab/default": "idle planned",
  };

  it("none fails", async () => {
    expect(outcomes((await world({ apps, spaces }, servers).plan()).report.Decisions)).toEqual(all);
  });

  it.each([
    ["a server that answers nothing of use", "it answered a page", "it answered a page"],
    ["a probe that throws", new Error("https://secret.example"), "its server could not be read: an unexpected Error"],
  ])("%s", async (_, told, reason) => {
    const { report } = await world({ apps, spaces }, { ...servers, "bob JupyterServer": told }).plan();
    expect(outcomes(report.Decisions)).toEqual({ ...all, "bob/KernelGateway/c": "unknown kept" });
    expect(reasons(report.Decisions)).toContain(reason);
  });

  it.each([
    ["describeApp", "its tags could not be read: not allowed to describeApp"],
    ["listTags", "its tags could not be read: not allowed to listTags"],
  ] as const)("%s refused", async (method, why) => {
    const { studio, plan } = world({ apps, spaces }, servers);
    studio.fail(method, "alice/");
    studio.fail(method, "alice/kernelgateway/a");
    const { report } = await plan();
    expect(outcomes(report.Decisions)).toMatchObject({ "alice/KernelGateway/a": "unknown kept", "bob/KernelGateway/c": "idle planned" });
    expect(reasons(report.Decisions)).toContain(`it may be protected: ${why}`);
  });

  it("a list of spaces refused", async () => {
    const { studio, plan } = world({ apps, spaces }, servers);
    studio.fail("listSpaces", "");
    const { report } = await plan();
    expect(outcomes(report.Decisions)).toEqual({
      ...all,
      "space:cv/CodeEditor/default": "unknown kept",
      "space:nlp/JupyterLab/default": "unknown kept",
    });
    expect(reasons(report.Decisions)).toContain("the owner of its space could not be read: not allowed to listSpaces");
  });

  it("an app that goes away meanwhile is none to decide on", async () => {
    const { studio, plan } = world({ apps, spaces }, servers);
    studio.fail("describeApp", "bob/", new StudioctlError("not-found", "no such app"));
    const { "bob/KernelGateway/c": _, ...rest } = all;
    expect(outcomes((await plan()).report.Decisions)).toEqual(rest);
  });

  it("a list of apps refused is fatal", async () => {
    const { studio, plan } = world({ apps, spaces }, servers);
    studio.fail("listApps", "");
    await expect(plan()).rejects.toMatchObject({ code: "denied" });
  });
});

it("tags count, and are read only for an app that would stop", async () => {
  const { plan } = world(
    {
      apps: [server("alice"), classic("alice", "a"), classic("alice", "b")],
      tags: { "d-one/alice/KernelGateway/a": [{ Key: "studioctl:keep", Value: "forever" }] },
    },
    idleAlice,
  );
  expect(outcomes((await plan()).report.Decisions)).toEqual({
    "alice/KernelGateway/a": "protected kept",
    "alice/KernelGateway/b": "idle planned",
  });
});

it("DescribeApp overrides the list", async () => {
  const { studio, plan } = world({ apps: [server("alice"), classic("alice", "a")] }, idleAlice);
  studio.when("describeApp", "", () => studio.set(classic("alice", "a"), { CreationTime: minutesAgo(1) }));
  expect(outcomes((await plan()).report.Decisions)).toEqual({ "alice/KernelGateway/a": "grace kept" });
});

it("an interruption ends gathering early", async () => {
  const { plan } = world({ apps: [server("alice"), classic("alice", "a")] });
  await expect(plan({}, AbortSignal.abort(new StudioctlError("interrupted", "interrupted")))).rejects.toMatchObject({
    code: "interrupted",
  });
});

it.each([
  ["*train*", true],
  ["d-one/alice/*", true],
  ["*/KERNELGATEWAY/*", true],
  ["d-one/{bob,alice}/**", true],
  ["train-1", false],
  ["*/bob/*", false],
])("apps are excluded by a glob over the long reference: %s", async (glob, excluded) => {
  const { plan } = world({ apps: [server("alice"), classic("alice", "train-1")] });
  expect((await plan({ scope: { exclude: [glob] } })).report.Decisions[0]?.Verdict === "protected").toBe(excluded);
});

it("an empty glob is refused", async () => {
  await expect(world({}).plan({ scope: { exclude: [""] } })).rejects.toMatchObject({ code: "usage", message: '"" is not a glob' });
});

describe("the report of a beacon", () => {
  const report = { at: minutesAgo(3), everyMs: 300_000, lastActivity: minutesAgo(120), active: [], complete: true };
  const tags = { "d-one/alice/KernelGateway/a": [{ Key: "studioctl:beacon", Value: formatBeacon(report) }] };

  it("is read with the tags of an app that would stop, without another call", async () => {
    const { studio, plan } = world({ apps: [server("alice"), classic("alice", "a")], tags }, idleAlice);
    const facts = [...(await plan()).facts.values()];
    expect(facts.map(({ beacon }) => beacon)).toMatchObject([{ state: "fresh", at: report.at, lastActivity: report.lastActivity }]);
    expect([studio.count("describeApp"), studio.count("listTags")]).toEqual([1, 1]);
  });
});
