import { describe, expect, it } from "vitest";
import type { Kernel, ServerActivity } from "../../../src/core/idle/facts.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import type { SweepReport } from "../../../src/core/idle/report.ts";
import { applySweep } from "../../../src/operations/sweep/apply.ts";
import { planSweep } from "../../../src/operations/sweep/plan.ts";
import { policies } from "../../../src/operations/sweep/policies.ts";
import { defaultScope } from "../../../src/operations/sweep/scope.ts";
import type { Thresholds } from "../../../src/core/idle/policy.ts";
import { processOf } from "../../core/inside/readings.ts";
import { training } from "../../fakes/inside.ts";
import { classic, kernel, lab, minutesAgo, outcomes, owned, server, world, type World } from "./sweep.ts";

const hour = 3_600_000;
const busy: Kernel = { id: "busy", state: "busy", lastActivity: minutesAgo(90) };
const old: Kernel = { id: "old", state: "idle", lastActivity: minutesAgo(200), path: "old.ipynb" };
const older: Kernel = { id: "older", state: "idle", lastActivity: minutesAgo(400), path: "older.ipynb" };
const fresh: Kernel = { id: "fresh", state: "idle", lastActivity: minutesAgo(10) };
const imageTerminal = "arn:aws:sagemaker:us-east-1:1:image/pytorch__0123__ml.t3.medium";

/** A space whose app stays, since one of its kernels is busy. */
function space(activity: Partial<ServerActivity> = { kernels: [busy, old, older, fresh] }): World {
  return world({ apps: [lab("nlp")], spaces: [owned("nlp", "bob")] }, { "space:nlp JupyterLab": activity });
}

function user(activity: Partial<ServerActivity>): World {
  return world({ apps: [server("alice"), classic("alice", "a"), classic("alice", "b")] }, { "alice JupyterServer": activity });
}

const all = (thresholds: Partial<Thresholds> = {}) => policies({ thresholds, protectTags: [], shutDownKernels: true });
const plan = (here: World, thresholds?: Partial<Thresholds>) =>
  planSweep(here.ports, { scope: defaultScope, policies: all(thresholds) }, here.work);

/** Plans, lets something happen, and applies the plan. */
async function run(here: World, thresholds?: Partial<Thresholds>, between: () => void = () => {}): Promise<SweepReport> {
  const planned = await plan(here, thresholds);
  between();
  return await applySweep(here.ports, planned, here.work);
}

/** Id and result of each. */
const results = ({ Kernels = [] }: SweepReport): string[] => Kernels.map(({ Id, Result }) => `${Id} ${Result}`);

describe("with --kernels, in an app that stays", () => {
  it("each kernel that is idle for the threshold is shut down, reported and recorded one by one", async () => {
    const here = space();
    const report = await run(here);
    expect(outcomes(report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "active kept" });
    expect(report.Kernels).toEqual([
      {
        DomainId: "d-one",
        SpaceName: "nlp",
        AppType: "JupyterLab",
        AppName: "default",
        Region: "us-east-1",
        Kind: "kernel",
        Id: "old",
        Path: "old.ipynb",
        LastActivity: minutesAgo(200),
        IdleSeconds: 12_000,
        Result: "stopped",
        Reason: "kernel idle for 3h 20m, old.ipynb",
      },
      expect.objectContaining({ Id: "older", Result: "stopped", Reason: "kernel idle for 6h 40m, older.ipynb" }),
    ]);
    expect(here.shutdowns.log).toEqual([
      "space:nlp JupyterLab as bob",
      "space:nlp JupyterLab: kernel old",
      "space:nlp JupyterLab: kernel older",
      "space:nlp JupyterLab closed",
    ]);
    expect(here.kernels.map(({ Id, Result }) => `${Id} ${Result}`)).toEqual([
      "old planned",
      "old stopped",
      "older planned",
      "older stopped",
    ]);
  });

  it("a plan shows what would be shut down, and shuts down nothing", async () => {
    const here = space();
    const { report } = await plan(here);
    expect(results(report)).toEqual(["old planned", "older planned"]);
    expect(here.shutdowns.log).toEqual([]);
  });

  it("nothing is shut down without it", async () => {
    const here = space();
    const report = await here.run();
    expect(report).not.toHaveProperty("Kernels");
    expect(here.shutdowns.log).toEqual([]);
  });

  it("the threshold is that of the policy", async () => {
    expect(results((await plan(space(), { idleMs: 5 * hour })).report)).toEqual(["older planned"]);
  });

  it.each<[string, Kernel]>([
    ["is busy", { ...old, state: "busy" }],
    ["has a state that nobody knows", { ...old, state: "thinking" }],
    ["starts", { ...old, state: "starting" }],
    ["has no time", { id: "old", state: "idle" }],
    ["was active just now", { ...old, lastActivity: minutesAgo(1) }],
    ["has a time in the future", { ...old, lastActivity: minutesAgo(-600) }],
    ["has a time that is none", { ...old, lastActivity: new Date(Number.NaN) }],
  ])("a kernel stays that %s", async (_, item) => {
    const here = space({ kernels: [busy, item] });
    expect(results(await run(here))).toEqual([]);
    expect(here.shutdowns.log).toEqual([]);
  });

  it("the server is read right before each, and what changed stays", async () => {
    const here = space();
    const changedLater = await run(here, {}, () =>
      here.probe.set("space:nlp JupyterLab", { kernels: [busy, { ...old, state: "busy" }, older] }),
    );
    expect(results(changedLater)).toEqual(["old changed", "older stopped"]);
    const there = space();
    there.shutdowns.before = () => there.probe.set("space:nlp JupyterLab", { kernels: [busy, { ...older, lastActivity: minutesAgo(0) }] });
    expect(results(await run(there))).toEqual(["old stopped", "older changed"]);
  });

  it("a kernel that has ended is gone", async () => {
    const here = space();
    expect(results(await run(here, {}, () => here.probe.set("space:nlp JupyterLab", { kernels: [busy, older] })))).toEqual([
      "old gone",
      "older stopped",
    ]);
    const there = space();
    there.shutdowns.set("old", "gone");
    expect(results(await run(there))).toEqual(["old gone", "older stopped"]);
  });

  it("one failure is reported, and stops no other", async () => {
    const here = space();
    here.shutdowns.set("old", new StudioctlError("unavailable", "the server answered 500"));
    const report = await run(here);
    expect(results(report)).toEqual(["old failed", "older stopped"]);
    expect(report.Kernels?.[0]?.Reason).toBe("kernel idle for 3h 20m, old.ipynb; it could not be shut down: the server answered 500");
  });

  it("nothing more is shut down after expired credentials", async () => {
    const here = space();
    here.shutdowns.set("old", new StudioctlError("no-credentials", "expired"));
    const report = await run(here);
    expect(results(report)).toEqual(["old planned", "older planned"]);
    expect(report.Errors).toEqual([expect.objectContaining({ Code: "no-credentials" })]);
  });

  it("nothing is shut down whose intent could not be recorded", async () => {
    const here = space();
    const full = new StudioctlError("failed", "the disk is full");
    const record = { ...here.ports.record, addKernels: () => Promise.reject(full) };
    const report = await applySweep({ ...here.ports, record }, await plan(here), here.work);
    expect(here.shutdowns.log).toEqual([]);
    expect(report.Errors).toEqual([expect.objectContaining({ Code: "unrecorded" })]);
  });

  it("nothing is shut down after an interruption", async () => {
    const [here, stop] = [space(), new AbortController()];
    here.shutdowns.before = () => stop.abort(new StudioctlError("interrupted", "interrupted"));
    const report = await applySweep(here.ports, await plan(here), { ...here.work, signal: stop.signal });
    expect(results(report)).toEqual(["old stopped", "older planned"]);
  });

  it("what was shut down is not taken for a user's closing by the next sweep", async () => {
    const here = space({ kernels: [old], terminals: [{ name: "1", lastActivity: minutesAgo(300) }] });
    expect(results(await run(here))).toEqual(["old stopped"]);
    here.probe.set("space:nlp JupyterLab", { kernels: [], terminals: [{ name: "1", lastActivity: minutesAgo(300) }] });
    here.clock.advance(60_000);
    const { report } = await plan(here);
    expect(report.Decisions[0]?.Reason).toMatch(/^terminal 1 is open/);
    expect(Object.values(here.remembered["123456789012/us-east-1"] ?? {})[0]).not.toHaveProperty("ClosedBy");
  });
});

/** A policy file with these members. */
const file = (more: object) => ({
  path: "p.yaml",
  defaults: { line: 1, thresholds: {} },
  rules: [],
  protect: { apps: [], tags: [] },
  quietHours: [],
  ...more,
});

describe("kernels stay in an app", () => {
  it("that stops, since they end with it", async () => {
    const here = space({ kernels: [old] });
    const report = await run(here);
    expect(outcomes(report.Decisions)).toEqual({ "space:nlp/JupyterLab/default": "idle stopped" });
    expect(report.Kernels).toEqual([]);
  });

  it("that only the limit of stops keeps", async () => {
    const here = space({ kernels: [old] });
    const { report } = await planSweep(here.ports, { scope: defaultScope, policies: all(), maxStops: 0 }, here.work);
    expect(results(report)).toEqual([]);
  });

  it("that a tag protects, also one set after the plan", async () => {
    const here = space();
    const keep = [{ Key: "studioctl:keep", Value: "forever" }];
    expect(results(await run(here, {}, () => here.studio.tag(lab("nlp"), keep)))).toEqual(["old changed", "older changed"]);
    expect(results(await run(here))).toEqual([]);
    expect(here.shutdowns.log).toEqual([]);
  });

  it("that a rule, a name or quiet hours protect, or that is young", async () => {
    const flags = { thresholds: {}, protectTags: [], shutDownKernels: true };
    const quietHours = [
      { line: 1, match: {}, from: "00:00", to: "24:00", zone: "UTC", days: [], covers: () => true, end: (now: Date) => now },
    ];
    for (const [wanted, exclude] of [
      [policies(flags, file({ rules: [{ line: 1, match: { space: ["nlp"] }, protect: true, thresholds: {} }] })), []],
      [policies(flags, file({ quietHours })), []],
      [policies({ ...flags, thresholds: { graceMs: 100 * hour } }), []],
      [policies(flags), ["*nlp*"]],
    ] as const) {
      const here = space();
      const { report } = await planSweep(here.ports, { scope: { ...defaultScope, exclude }, policies: wanted }, here.work);
      expect(results(report)).toEqual([]);
    }
  });

  it("whose tags could not be read", async () => {
    const here = space();
    here.studio.fail("listTags", "", new StudioctlError("denied", "no", { deniedAction: "sagemaker:ListTags" }));
    const { report } = await plan(here);
    expect(results(report)).toEqual([]);
    expect(report.DeniedActions).toEqual(["sagemaker:ListTags"]);
  });
});

describe("on a user's server of Classic", () => {
  const working = { ...kernel("a", 5, "busy"), id: "working" };

  it("a kernel is shut down in its own app alone, by a sign-in to the server", async () => {
    const here = user({ kernels: [working, kernel("a", 200), kernel("b", 5, "busy")] });
    expect(results(await run(here))).toEqual(["a-200 stopped"]);
    expect(here.shutdowns.log[0]).toBe("alice JupyterServer as alice");
  });

  it.each([
    ["that names no app", [{ ...kernel("a", 200), appName: undefined }]],
    ["that the server says to be in two apps", [kernel("a", 200), { ...kernel("a", 200), appName: "b" }]],
    ["that names an app that is not listed", [kernel("elsewhere", 200)]],
  ])("a kernel stays %s", async (_, kernels) => {
    const named = kernels.map(({ appName, ...rest }) => (appName === undefined ? rest : { ...rest, appName }));
    const here = user({ kernels: [working, { ...working, id: "w2", appName: "b" }, ...named] });
    expect(results(await run(here))).toEqual([]);
  });

  it("kernels of a JupyterServer app in scope stay: they may be of the apps behind it", async () => {
    const here = user({ kernels: [working, { ...kernel("a", 200), appName: "b" }] });
    const types = ["JupyterServer"] as const;
    const { report } = await planSweep(here.ports, { scope: { ...defaultScope, types }, policies: all() }, here.work);
    expect(results(report)).toEqual([]);
  });

  const timed = { name: imageTerminal, appName: "a", lastActivity: minutesAgo(200) };

  it("an image terminal is shut down under --no-keep-terminals by its time, and kept otherwise", async () => {
    const activity = { kernels: [working], terminals: [timed] };
    expect(results(await run(user(activity), { keepTerminals: false }))).toEqual([`${imageTerminal} stopped`]);
    expect(results(await run(user(activity)))).toEqual([]);
    const recent = { kernels: [working], terminals: [{ ...timed, lastActivity: minutesAgo(5) }] };
    expect(results(await run(user(recent), { keepTerminals: false }))).toEqual([]);
  });

  it("an image terminal without a time counts from our own first sighting of it", async () => {
    const here = user({ kernels: [working], terminals: [{ name: imageTerminal, appName: "a" }] });
    for (const expected of [[], [], [`${imageTerminal} stopped`]]) {
      expect(results(await run(here, { keepTerminals: false }))).toEqual(expected);
      here.clock.advance(hour / 2);
      here.probe.set("alice JupyterServer", {
        kernels: [{ ...working, lastActivity: here.clock.now() }],
        terminals: [{ name: imageTerminal, appName: "a" }],
      });
    }
  });

  it.each([
    ["a system terminal", [{ name: "1", lastActivity: minutesAgo(200) }]],
    ["one that may be in two apps", [timed, { ...timed, appName: "b" }]],
    ["one whose name was cut", [{ ...timed, name: `${imageTerminal}${"x".repeat(200)}`.slice(0, 200) }]],
  ])("a terminal stays: %s", async (_, terminals) => {
    const here = user({ kernels: [working, { ...working, id: "w2", appName: "b" }], terminals });
    expect(results(await run(here, { keepTerminals: false }))).toEqual([]);
  });
});

describe("with --look-inside", () => {
  it("a kernel that begins to work during the look stays", async () => {
    const here = space();
    here.inside.during = () => here.probe.set("space:nlp JupyterLab", { kernels: [busy, { ...old, state: "busy" }, older] });
    expect(results(await run(here, { lookInside: true }))).toEqual(["old changed", "older stopped"]);
  });

  it("a whole look that shows no work of kernels lets them be shut down", async () => {
    const here = space();
    here.inside.set("space:nlp", training);
    expect(results(await run(here, { lookInside: true }))).toEqual(["old stopped", "older stopped"]);
    expect(here.inside.looked).toEqual(["space:nlp as bob", "space:nlp as bob"]);
  });

  it.each([
    ["a process that a kernel started", { processes: [processOf({ kernel: true })] }, /a kernel runs train\.py/],
    ["a process in the background", { processes: [processOf()] }, /train\.py runs in the background/],
    ["a look that failed", { seen: false, why: "it could not be looked into" } as const, /it could not be looked into/],
    ["a look that did not see everything", { notSeen: ["gpu"] }, /did not see gpu/],
  ])("%s keeps the kernels", async (_, shown, why) => {
    const here = space();
    here.inside.set("space:nlp", shown);
    const report = await run(here, { lookInside: true });
    expect(results(report)).toEqual(["old kept", "older kept"]);
    expect(report.Kernels?.[0]?.Reason).toMatch(why);
    expect(here.shutdowns.log).toEqual([]);
  });
});
