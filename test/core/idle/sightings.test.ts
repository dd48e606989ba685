import { describe, expect, it } from "vitest";
import type { AppFacts, Kernel, Sighting, Terminal } from "../../../src/core/idle/facts.ts";
import type { App } from "../../../src/core/app/app.ts";
import { defaultPolicy } from "../../../src/core/idle/policy.ts";
import { type Claim, claimKey } from "../../../src/core/idle/claim.ts";
import {
  type Memory,
  mergeSightings,
  runsOver,
  runsSeeing,
  sight,
  sightInside,
  usualIntervalMs,
  withFreed,
  withRun,
  withVerdicts,
} from "../../../src/core/idle/sightings.ts";
import { editorApp, facts, kernel, labApp, minutesAgo, now, terminal } from "./facts.ts";

const seen = (given: AppFacts) => sight(given, defaultPolicy, now);
const before: Sighting = {
  CreationTime: labApp.CreationTime,
  Running: true,
  FirstSeen: minutesAgo(300),
  LastSeen: minutesAgo(15),
  EmptySince: minutesAgo(200),
};
const after = (app: App, activity = {}, more: Partial<AppFacts> = {}) => seen(facts(app, activity, { sighting: before, ...more }));

const { lastActivity: _, ...timeless } = kernel(0);

const at = (minutes: number): Sighting => ({ ...before, LastSeen: minutesAgo(minutes) });

const gapOf = (minutes: number, more: Partial<AppFacts> = {}, activity = {}) =>
  after(labApp, activity, {
    sighting: { ...before, StartingSince: minutesAgo(200), LastSeen: minutesAgo(minutes), ObservedAt: minutesAgo(minutes) },
    ...more,
  });
const pending = { ...timeless, state: "pending" };

describe("sight", () => {
  it("starts the clocks of an app at its first sighting", () => {
    const { sighting: _, ...first } = facts(labApp);
    expect(seen(first)).toEqual({
      CreationTime: labApp.CreationTime,
      Running: true,
      FirstSeen: now,
      LastSeen: now,
      ObservedAt: now,
      EmptySince: now,
    });
  });

  it("carries the clocks from run to run", () => {
    expect(after(labApp)).toEqual({ ...before, LastSeen: now, ObservedAt: now });
  });

  it.each([
    ["a kernel", { kernels: [kernel(100)] }],
    ["a terminal", { terminals: [terminal(100)] }],
    ["a terminal without time", { terminals: [{ name: "1" }] }],
  ])("stops the empty clock when %s is open", (_, activity) => {
    expect(after(labApp, activity)).not.toHaveProperty("EmptySince");
  });

  it("changes no clock when nothing could be observed", () => {
    expect(after(labApp, {}, { observation: { seen: false, why: "down" } })).toEqual({ ...before, LastSeen: now });
  });

  it.each([
    ["of a busy kernel", labApp, { kernels: [kernel(0, { state: "busy" })] }],
    ["of an idle kernel", labApp, { kernels: [kernel(300)] }],
    ["of nothing open", labApp, {}],
    ["of a busy kernel beside one without time", labApp, { kernels: [kernel(0, { state: "busy" }), { ...timeless, id: "second" }] }],
  ])("records as the last look with a result one %s", (_, app, activity) => {
    expect(after(app, activity, { sighting: { ...before, ObservedAt: minutesAgo(15) } }).ObservedAt).toEqual(now);
  });

  it.each([
    ["of an idle kernel without time", labApp, { kernels: [timeless] }],
    ["of an editor that does not tell its last activity", editorApp, {}],
  ])("does not record as such one %s", (_, app, activity) => {
    expect(after(app, activity, { sighting: { ...before, ObservedAt: minutesAgo(15) } }).ObservedAt).toEqual(minutesAgo(15));
  });

  it("restarts the empty clock after looks that saw nothing for as long as the threshold", () => {
    const lost = (minutes: number) => after(labApp, {}, { sighting: { ...before, ObservedAt: minutesAgo(15 + minutes) } });
    expect(lost(59).EmptySince).toEqual(before.EmptySince);
    expect(lost(60).EmptySince).toEqual(now);
  });

  describe("over a time without looks", () => {
    it("keeps the empty clock for twice the threshold", () => {
      expect(gapOf(120).EmptySince).toEqual(before.EmptySince);
      expect(gapOf(121).EmptySince).toEqual(now);
    });

    it("keeps it for twice the usual time between runs, where that is more", () => {
      expect(gapOf(180, { usualIntervalMs: 90 * 60_000 }).EmptySince).toEqual(before.EmptySince);
      expect(gapOf(181, { usualIntervalMs: 90 * 60_000 }).EmptySince).toEqual(now);
      expect(gapOf(120, { usualIntervalMs: 60_000 }).EmptySince).toEqual(before.EmptySince);
    });

    it("starts the clock of a kernel that is starting too", () => {
      expect(gapOf(120, {}, { kernels: [pending] }).StartingSince).toEqual(minutesAgo(200));
      expect(gapOf(121, {}, { kernels: [pending] }).StartingSince).toEqual(now);
    });

    it("goes by the last run where no look is on record", () => {
      const sighting = { ...before, LastSeen: minutesAgo(121) };
      expect(after(labApp, {}, { sighting }).EmptySince).toEqual(now);
    });
  });

  it("remembers the last look that failed on our side, through looks that failed on the other", () => {
    const lacking = after(labApp, {}, { observation: { seen: false, why: "denied", ours: true } });
    expect(lacking).toEqual({ ...before, LastSeen: now, LackedAt: now });
    const sighting = { ...lacking, LackedAt: minutesAgo(60) };
    expect(after(labApp, {}, { sighting, observation: { seen: false, why: "down" } }).LackedAt).toEqual(minutesAgo(60));
  });

  it("starts the empty clock only when nothing unreadable is left", () => {
    const unreadable = [{ why: "/api/kernels lists a kernel without id" }];
    const sighting = after(labApp, { unreadable });
    expect(sighting).not.toHaveProperty("EmptySince");
    expect(sighting.Open).toEqual(["/api/kernels lists a kernel without id"]);
    expect(after(labApp, {}, { sighting }).EmptySince).toEqual(now);
  });

  it("remembers of thousands fifty by name, and whether any other was closed", () => {
    const kernels = Array.from({ length: 3_000 }, (_, place) => kernel(200, { id: `k${place}`, path: `${"x".repeat(200)}${place}` }));
    const sighting = after(labApp, { kernels });
    expect(sighting.Open).toHaveLength(51);
    expect(JSON.stringify(sighting).length).toBeLessThan(20_000);
    const next = (list: readonly Kernel[]) => after(labApp, { kernels: list }, { sighting });
    expect(next(kernels.toReversed())).not.toHaveProperty("ClosedBy");
    for (const place of [0, 1_500, 2_999]) expect(next(kernels.toSpliced(place, 1)).ClosedBy).toEqual(now);
  });

  it.each(["starting", "restarting", "autorestarting", "terminating", "dead"])(
    "takes a kernel that is %s, and was not before, for used until now, however old its last activity is",
    (state) => {
      const idle = after(labApp, { kernels: [kernel(200)] });
      expect(idle).not.toHaveProperty("ClosedBy");
      const changed = after(labApp, { kernels: [kernel(200, { state })] }, { sighting: idle });
      expect(changed.ClosedBy).toEqual(now);
      const sighting = { ...changed, ClosedBy: minutesAgo(90) };
      expect(after(labApp, { kernels: [kernel(200, { state })] }, { sighting }).ClosedBy).toEqual(minutesAgo(90));
    },
  );

  it("runs no such clock for a kernel that has a time of its own", () => {
    expect(after(labApp, { kernels: [kernel(5, { state: "starting" })] })).not.toHaveProperty("StartingSince");
  });

  it.each(["pending", "restarting", "terminating", "dead"])("runs a clock while a kernel without time is %s", (state) => {
    const { lastActivity: _, ...pending } = kernel(0, { state });
    expect(after(labApp, { kernels: [pending] }).StartingSince).toEqual(now);
    const sighting = { ...before, StartingSince: minutesAgo(30) };
    expect(after(labApp, { kernels: [pending] }, { sighting }).StartingSince).toEqual(minutesAgo(30));
    expect(after(labApp, { kernels: [kernel(1)] }, { sighting })).not.toHaveProperty("StartingSince");
  });

  describe("what has been closed", () => {
    const open = { ...before, Open: ["0a1b2c3d4e5f analysis.ipynb", "second"] };
    const view = (kernels: readonly Kernel[], terminals: readonly Terminal[] = []) =>
      after(labApp, { kernels, terminals }, { sighting: open });
    const first = kernel(200);
    const { path: _, ...second } = kernel(200, { id: "second" });

    it("is known by what was open before", () => {
      expect(view([first, second])).toMatchObject({ Open: open.Open });
      expect(view([first, second])).not.toHaveProperty("ClosedBy");
      expect(view([first, second, kernel(1, { id: "third" })])).not.toHaveProperty("ClosedBy");
    });

    it.each([
      ["a kernel that is gone", [second]],
      ["a kernel that died", [{ ...first, state: "dead" }, second]],
      ["a notebook whose kernel goes on", [{ ...second, id: first.id }, second]],
      ["a kernel, another opened", [first, kernel(1, { id: "third" })]],
    ])("was in use until this look: %s", (_, kernels) => {
      expect(view(kernels).ClosedBy).toEqual(now);
    });

    it("was a dead kernel that somebody took away or started again, and not one that stays dead", () => {
      const dead = { ...first, state: "dead" };
      const { Open = [] } = view([dead, second]);
      const lookAfter = (kernels: readonly Kernel[]) => after(labApp, { kernels }, { sighting: { ...before, Open } });
      expect(lookAfter([dead, second])).not.toHaveProperty("ClosedBy");
      expect(lookAfter([second]).ClosedBy).toEqual(now);
      expect(lookAfter([first, second]).ClosedBy).toEqual(now);
    });

    it("restarts the clock of an app in which nothing is open", () => {
      expect(view([])).toMatchObject({ EmptySince: now, ClosedBy: now });
    });

    it("is remembered while nothing else is closed, and while nothing can be observed", () => {
      const sighting = { ...open, ClosedBy: minutesAgo(30) };
      expect(after(labApp, { kernels: [first, second] }, { sighting }).ClosedBy).toEqual(minutesAgo(30));
      expect(after(labApp, {}, { sighting, observation: { seen: false, why: "down" } })).toMatchObject({
        Open: open.Open,
        ClosedBy: minutesAgo(30),
      });
    });
  });

  it("a new CreationTime resets the clocks of an app", () => {
    const CreationTime = minutesAgo(10);
    expect(after({ ...labApp, CreationTime })).toEqual({
      CreationTime,
      Running: true,
      FirstSeen: now,
      LastSeen: now,
      ObservedAt: now,
      EmptySince: now,
    });
  });

  it.each(["Deleted", "Deleting", "Pending", "Failed"] as const)("ends a life when the app is %s", (Status) => {
    expect(after({ ...labApp, Status })).toEqual({ CreationTime: labApp.CreationTime, Running: false, FirstSeen: now, LastSeen: now });
  });

  it("dates a life that follows from when the app was last not running, under the same CreationTime", () => {
    const sighting = { CreationTime: labApp.CreationTime, Running: false, FirstSeen: minutesAgo(20), LastSeen: minutesAgo(20) };
    const life = after(labApp, {}, { sighting });
    expect(life).toEqual({
      CreationTime: labApp.CreationTime,
      Running: true,
      FirstSeen: now,
      LastSeen: now,
      ObservedAt: now,
      NotBefore: minutesAgo(20),
      EmptySince: now,
    });
    expect(after(labApp, {}, { sighting: life })).toEqual(life);
  });
});

const ago = (...minutes: number[]) => minutes.map(minutesAgo);
const everything: Claim = { types: ["JupyterLab", "CodeEditor"], domains: [], users: [], spaces: [] };

describe("the runs that are remembered", () => {
  it("the latest twenty runs are kept", () => {
    let runs: Memory["runs"] = {};
    for (let run = 25; run >= 1; run -= 1) runs = withRun(runs, everything, minutesAgo(run * 60));
    expect(runsOver(runs, everything)).toEqual(Array.from({ length: 20 }, (_, place) => minutesAgo((20 - place) * 60)));
  });

  it("count as one where they are minutes apart, and not where they are still to come", () => {
    const after = (...minutes: number[]) => runsOver(withRun({ "": ago(...minutes) }, everything, now), everything);
    expect(after(60, 4)).toEqual(ago(60, 4));
    expect(after(60, 5)).toEqual(ago(60, 5, 0));
    expect(after(60, -60)).toEqual(ago(60, 0));
  });

  it("of one scope do not mix with those of another, whatever the order and case of its names", () => {
    const [alice, others] = [
      { ...everything, users: ["Alice", "bob"] },
      { ...everything, users: ["carla"] },
    ];
    let runs: Memory["runs"] = {};
    for (const minutes of [180, 120, 60]) {
      runs = withRun(runs, alice, minutesAgo(minutes));
      runs = withRun(runs, others, minutesAgo(minutes - 30));
    }
    expect(runsOver(runs, { ...alice, users: ["BOB", "alice"] })).toEqual(ago(180, 120, 60));
    expect(usualIntervalMs(runsOver(runs, others))).toBe(60 * 60_000);
    expect(runsOver(runs, everything)).toEqual([]);
  });

  it("that see an app are those of the scope that covers it, of several the one with the most runs", () => {
    const of = (claim: Partial<Claim>, ...minutes: number[]) => [claimKey({ ...everything, ...claim }), ago(...minutes)];
    const app = { DomainId: "d-one", AppType: "JupyterLab", AppName: "default" } as const;
    const runs = Object.fromEntries([of({ users: ["alice"], spaces: ["nlp"] }, 60, 30), of({ types: ["CodeEditor"] }, 9, 8, 7), of({}, 5)]);
    expect(runsSeeing(runs, { ...app, SpaceName: "NLP" })).toEqual(ago(60, 30));
    expect(runsSeeing(runs, { ...app, UserProfileName: "alice" })).toEqual(ago(60, 30));
    expect(runsSeeing(runs, { ...app, UserProfileName: "nlp" })).toEqual(ago(5));
    expect(runsSeeing({ "": ago(9, 8), ...runs }, { ...app, SpaceName: "cv" })).toEqual(ago(9, 8));
    expect(runsSeeing(Object.fromEntries([of({ domains: ["d-two"] }, 5)]), { ...app, SpaceName: "cv" })).toEqual([]);
  });

  it("of a scope that has not run for a month are forgotten", () => {
    const runs = withRun({ "users=alice": ago(31 * 24 * 60) }, everything, now);
    expect(Object.keys(runs)).toEqual([claimKey(everything)]);
  });

  it.each([
    ["no two runs", [60], 0],
    ["every hour", [180, 120, 60], 60],
    ["every hour, with a night without", [900, 840, 240, 180, 120], 60],
    ["two intervals", [120, 60, 30], 45],
  ])("have a median of the times between them: %s", (_, minutes, expected) => {
    expect(usualIntervalMs(ago(...minutes))).toBe(expected * 60_000);
  });
});

describe("freed instances", () => {
  it("are remembered for a day, or until they run again", () => {
    const freed = { a: minutesAgo(60), b: minutesAgo(60), c: minutesAgo(24 * 60) };
    expect(withFreed(freed, ["a"], ["d"], now)).toEqual({ b: minutesAgo(60), d: now });
  });
});

describe("verdicts that were recorded", () => {
  it("are kept while the same run of the app is in the same state, and not for the next", () => {
    const [seen] = Object.values(withVerdicts({ a: at(60) }, new Map([["a", "active"]])));
    expect(seen).toEqual({ ...at(60), Verdict: "active" });
    expect(withVerdicts({ a: at(60) }, new Map())).toEqual({ a: at(60) });
  });
});

describe("mergeSightings", () => {
  it("takes the later look at each app and keeps those not looked at", () => {
    expect(mergeSightings({ a: at(5), b: at(5), c: at(9) }, { a: at(1), b: at(7) }, now)).toEqual({ a: at(1), b: at(5), c: at(9) });
  });

  it("gives nothing on a look that is still to come", () => {
    expect(mergeSightings({ a: at(-60) }, { a: at(0) }, now)).toEqual({ a: at(0) });
  });

  it("forgets apps not seen for 30 days", () => {
    expect(mergeSightings({ old: at(30 * 24 * 60), young: at(30 * 24 * 60 - 1) }, {}, now)).toEqual({ young: at(30 * 24 * 60 - 1) });
  });
});

const look = (more: object = {}) => ({ inside: { seen: true, at: now, work: [], complete: true, ...more } as const });

describe("sightInside", () => {
  const looking = { ...defaultPolicy, lookInside: true };
  const script = { what: "terminal 1 runs train.py", kind: "program" } as const;
  const inside = (sighting: Partial<Sighting>, more: Partial<AppFacts>, policy = looking) => {
    const { LookedAt, QuietSince, WorkedBy } =
      sightInside(facts(labApp, {}, { sighting: { ...before, ...sighting }, ...more }), policy, now).sighting ?? {};
    return { ...(LookedAt && { LookedAt }), ...(QuietSince && { QuietSince }), ...(WorkedBy && { WorkedBy }) };
  };
  const quiet = { LookedAt: minutesAgo(15), QuietSince: minutesAgo(45) };
  const busy = { LookedAt: minutesAgo(15), WorkedBy: minutesAgo(15) };

  it("starts the quiet time at the first complete look that finds nothing, and keeps it", () => {
    expect(inside({}, look())).toEqual({ LookedAt: now, QuietSince: now });
    expect(inside(quiet, look())).toEqual({ LookedAt: now, QuietSince: minutesAgo(45) });
  });

  it("ends it when a look finds work", () => {
    expect(inside(quiet, look({ work: [script] }))).toEqual({ LookedAt: now, WorkedBy: now });
  });

  it("takes what was at work at the last look, and is not now, as at work until now", () => {
    expect(inside(busy, look())).toEqual({ LookedAt: now, QuietSince: now, WorkedBy: now });
    expect(inside({ ...quiet, WorkedBy: minutesAgo(100) }, look())).toEqual({
      LookedAt: now,
      QuietSince: minutesAgo(45),
      WorkedBy: minutesAgo(100),
    });
  });

  it("changes nothing by a failed look, or an incomplete one that found nothing", () => {
    expect(inside(busy, { inside: { seen: false, why: "no terminal" } })).toEqual(busy);
    expect(inside(quiet, look({ complete: false }))).toEqual(quiet);
  });

  it("starts the quiet time again after a gap between looks, a usual one excepted", () => {
    const long = { LookedAt: minutesAgo(61), QuietSince: minutesAgo(90) };
    expect(inside(long, look()).QuietSince).toEqual(now);
    expect(inside(long, { ...look(), usualIntervalMs: 60 * 60_000 }).QuietSince).toEqual(minutesAgo(90));
  });

  it("forgets the quiet time when a sweep that looks inside did not look here: something may have begun and ended", () => {
    expect(inside(quiet, {})).toEqual({ LookedAt: minutesAgo(15) });
    expect(inside(quiet, {}, defaultPolicy)).toEqual(quiet);
    expect(inside(quiet, { observation: { seen: false, why: "down" } })).toEqual(quiet);
  });

  it("takes over when a beacon last reported activity, unless its report is stale", () => {
    const report = { state: "fresh", at: minutesAgo(5), lastActivity: minutesAgo(50), active: [], complete: true } as const;
    expect(inside({}, { beacon: report })).toEqual({ WorkedBy: minutesAgo(50) });
    expect(inside({}, { beacon: { ...report, active: ["train.py"] } })).toEqual({ WorkedBy: minutesAgo(5) });
    expect(inside({ WorkedBy: minutesAgo(20) }, { beacon: report })).toEqual({ WorkedBy: minutesAgo(20) });
    expect(inside({}, { beacon: { ...report, state: "stale" } })).toEqual({});
  });

  it("is forgotten with the run of the app", () => {
    const restarted = { ...labApp, CreationTime: minutesAgo(1) };
    expect(seen(facts(restarted, {}, { sighting: { ...before, ...quiet, ...busy } }))).not.toHaveProperty("WorkedBy");
  });
});
