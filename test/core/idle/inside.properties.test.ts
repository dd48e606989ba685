import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideOne, needsLook } from "../../../src/core/idle/decide.ts";
import type { AppFacts, Beacon, Inside, Sighting } from "../../../src/core/idle/facts.ts";
import { type Policy, defaultPolicy } from "../../../src/core/idle/policy.ts";
import { sight, sightInside } from "../../../src/core/idle/sightings.ts";
import type { InsideWork } from "../../../src/core/inside/work.ts";
import { beacon, hourMs, inside, kernel, policy, sighting, time, visits, work } from "./arbitraries.ts";
import { editorApp, facts, inspected, kernel as idleKernel, labApp, minutesAgo, now, terminal } from "./facts.ts";

/** A report of nothing active for hours, or any other. */
const oftenIdleReport: fc.Arbitrary<Beacon> = fc.oneof(
  fc.constant<Beacon>({ state: "fresh", at: minutesAgo(3), lastActivity: minutesAgo(300), active: [], complete: true }),
  beacon,
);

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** A JupyterLab or Code Editor that would be idle but for what a property adds; whatever else is known about it is arbitrary. */
const idleSpace: fc.Arbitrary<AppFacts> = fc
  .tuple(
    fc.record({ sighting: sometimes(sighting), inside: sometimes(inside), beacon: sometimes(oftenIdleReport), visits: sometimes(visits) }),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(undefined, "on", "unknown"),
    fc.boolean(),
  )
  .map(([{ sighting, inside, beacon, visits }, isEditor, hasTerminal, remoteAccess, isSso]): AppFacts => {
    const app = isEditor ? editorApp : labApp;
    const activity = isEditor
      ? { lastActive: minutesAgo(300) }
      : { kernels: [idleKernel(300)], terminals: hasTerminal ? [terminal(200)] : [] };
    return {
      ...facts(app, activity),
      inspection: inspected(app),
      ...(isSso && { observation: { seen: false, why: "its domain signs in by IAM Identity Center" } }),
      ...(remoteAccess && { remoteAccess }),
      ...(sighting && { sighting }),
      ...(inside && { inside }),
      ...(beacon && { beacon }),
      ...(visits && { visits }),
    };
  });

const idlePolicy = policy.map((any): Policy => ({ ...any, idleMs: Math.max(any.idleMs, hourMs) }));

const isKept = ({ Verdict, Result }: { readonly Verdict: string; readonly Result: string }) => Result === "kept" && Verdict !== "idle";

/** A look of now, as the container that it looked into was. */
const lookOf = (alive: readonly InsideWork[]): Inside => ({ seen: true, at: now, work: alive, complete: true });
const script: InsideWork = { what: "terminal 1 runs train.py", kind: "program" };

describe("for any app of a space and whatever else is known about it", () => {
  it("a look that finds work keeps it from being idle, in any order of what was found", () => {
    const found = fc.array(work, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(idleSpace, found, idlePolicy, (given, alive, policy) => {
        const all = [lookOf(alive), lookOf(alive.toReversed())].map((inside) => decideOne({ ...given, inside }, policy, now));
        expect(all.map(isKept)).toEqual([true, true]);
        expect(all[0]?.Verdict).toBe(all[1]?.Verdict);
      }),
    );
  });

  it("a look that failed, was incomplete or came before the observation never lets it be idle or stop, at any age", () => {
    const useless = fc.oneof(
      fc.string({ minLength: 1 }).map((why): Inside => ({ seen: false, why })),
      fc.constant<Inside>({ seen: true, at: now, work: [], complete: false }),
      fc.integer({ min: 2, max: 600 }).map((minutes): Inside => ({ seen: true, at: minutesAgo(minutes), work: [], complete: true })),
    );
    fc.assert(
      fc.property(idleSpace, useless, idlePolicy, (given, inside, policy) => {
        fc.pre(given.observation?.seen === true || !inside.seen || !inside.complete);
        expect(isKept(decideOne({ ...given, inside }, policy, now))).toBe(true);
      }),
    );
  });

  it("a fresh report of something active keeps it, trusted or not", () => {
    const active = fc.array(fc.string(), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(idleSpace, active, idlePolicy, (given, active, policy) => {
        const reported: Beacon = { state: "fresh", at: minutesAgo(3), lastActivity: minutesAgo(3), active, complete: true };
        expect(isKept(decideOne({ ...given, beacon: reported }, policy, now))).toBe(true);
      }),
    );
  });

  it("no report lets it stop without --trust-beacons: what stops with one stops without it", () => {
    fc.assert(
      fc.property(idleSpace, oftenIdleReport, idlePolicy, (given, beacon, any) => {
        const policy = { ...any, trustBeacons: false };
        const { beacon: _, ...without } = given;
        const [told, silent] = [{ ...given, beacon }, without].map((each) => decideOne(each, policy, now).Result);
        expect(told === "planned" && silent === "kept").toBe(false);
      }),
    );
  });

  it("a stale or malformed report changes neither verdict nor result, whoever trusts it", () => {
    fc.assert(
      fc.property(idleSpace, oftenIdleReport, fc.constantFrom("stale", "malformed"), idlePolicy, (given, any, state, policy) => {
        const { beacon: _, ...without } = given;
        const [told, silent] = [{ ...given, beacon: { ...any, state } }, without].map((each) => decideOne(each, policy, now));
        expect([told?.Verdict, told?.Result]).toEqual([silent?.Verdict, silent?.Result]);
      }),
    );
  });

  it("recorded visits are never a reason to stop, and one within the threshold keeps it", () => {
    fc.assert(
      fc.property(idleSpace, visits, fc.integer({ min: -600, max: 59 }), idlePolicy, (given, recorded, minutes, policy) => {
        const { visits: _, ...without } = given;
        const visited = decideOne({ ...given, visits: recorded }, policy, now);
        const plain = decideOne(without, policy, now);
        expect(visited.Result === "planned" && plain.Result === "kept").toBe(false);
        const recent = { seen: true, visits: [{ at: minutesAgo(minutes), kind: "session" }] } as const;
        expect(isKept(decideOne({ ...given, visits: recent }, policy, now))).toBe(true);
      }),
    );
  });

  it("a busy kernel keeps it from being idle, whatever was seen inside and reported, by any clock", () => {
    fc.assert(
      fc.property(idleSpace, kernel, idlePolicy, time, (given, any, policy, anyNow) => {
        fc.pre(given.observation?.seen === true);
        const { maxBusyMs: _, ...withoutMost } = policy;
        const observed = facts(labApp, { kernels: [{ ...any, state: "busy" }] });
        expect(
          isKept(
            decideOne({ ...given, app: labApp, ...(observed.observation && { observation: observed.observation }) }, withoutMost, anyNow),
          ),
        ).toBe(true);
      }),
    );
  });
});

/** One sweep of a history: how long after the last, what it could see, and whether the program was alive then. */
const sweep = fc.record({
  afterMinutes: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: -90, max: 400 }) },
  ),
  isAlive: fc.boolean(),
  server: fc.oneof({ weight: 8, arbitrary: fc.constant("up") }, { weight: 1, arbitrary: fc.constantFrom("down", "denied") }),
  look: fc.oneof({ weight: 8, arbitrary: fc.constant("works") }, { weight: 1, arbitrary: fc.constantFrom("fails", "partial") }),
  beacon: fc.constantFrom("none", "reports", "stale", "malformed"),
  terminal: fc.boolean(),
});

type Sweep = typeof sweep extends fc.Arbitrary<infer T> ? T : never;

/** The decisions of all sweeps; the memory goes from one to the next as it does in a run. */
function live(history: readonly Sweep[], remoteAccess: AppFacts["remoteAccess"], policy: Policy) {
  let at = now.getTime();
  let sighting: Sighting | undefined;
  let last = new Date(at);
  return history.map((each) => {
    at += each.afterMinutes * 60_000;
    const moment = new Date(at);
    if (each.isAlive) last = moment;
    const activity = { observedAt: moment, kernels: [idleKernel(300)], terminals: each.terminal ? [terminal(200)] : [] };
    const reported: Beacon = each.isAlive
      ? { state: "fresh", at: moment, lastActivity: moment, active: ["train.py"], complete: true }
      : { state: "fresh", at: moment, lastActivity: last, active: [], complete: true };
    const state = each.beacon === "stale" || each.beacon === "malformed" ? each.beacon : "fresh";
    const observed: AppFacts = {
      ...facts(labApp, activity),
      ...(each.server !== "up" && { observation: { seen: false, why: each.server, ...(each.server === "denied" && { ours: true }) } }),
      ...(remoteAccess && { remoteAccess }),
      ...(sighting && { sighting }),
      ...(each.beacon !== "none" && { beacon: { ...reported, state } }),
    };
    const seen: AppFacts = { ...observed, sighting: sight(observed, policy, moment) };
    const inside: Inside =
      each.look === "fails"
        ? { seen: false, why: "no terminal" }
        : { seen: true, at: moment, work: each.isAlive ? [script] : [], complete: each.look === "works" };
    const looked = sightInside(needsLook(seen, policy, moment) ? { ...seen, inside } : seen, policy, moment);
    sighting = looked.sighting;
    return { ...each, moment, last, decision: decideOne(looked, policy, moment) };
  });
}

describe("in any history of sweeps that look inside, with failures, gaps and a clock that is set back", () => {
  const history = fc.array(sweep, { minLength: 1, maxLength: 12 });
  const remote = fc.constantFrom(undefined, "on" as const, "unknown" as const);
  const looking = fc
    .record({ trustBeacons: fc.boolean(), keepTerminals: fc.boolean(), stopRemote: fc.boolean() })
    .map((any): Policy => ({ ...defaultPolicy, ...any, lookInside: true }));

  it("a program that is alive keeps its app", () => {
    fc.assert(
      fc.property(history, remote, looking, (sweeps, remoteAccess, policy) => {
        const lost = live(sweeps, remoteAccess, policy).filter(({ isAlive, decision }) => isAlive && !isKept(decision));
        expect(lost).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("what a look found keeps its app for the threshold after a look no longer finds it, unless a trusted report knows when it ended", () => {
    fc.assert(
      fc.property(history, remote, looking, (sweeps, remoteAccess, any) => {
        const policy = { ...any, trustBeacons: false };
        let [seenAlive, endedBy]: (Date | undefined)[] = [];
        const tooEarly: unknown[] = [];
        for (const { moment, isAlive, decision } of live(sweeps, remoteAccess, policy)) {
          const looked = decision.Evidence.some(({ Source, Detail }) => Source === "inside" && Detail.startsWith("no program"));
          if (isAlive && decision.Reason.startsWith(script.what)) [seenAlive, endedBy] = [moment, undefined];
          else if (seenAlive !== undefined && looked) endedBy ??= moment;
          const since = endedBy ?? seenAlive;
          const passed = since === undefined ? Infinity : moment.getTime() - since.getTime();
          if (passed < policy.idleMs && !isKept(decision)) tooEarly.push(decision);
        }
        expect(tooEarly).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("an app in which nothing is alive any more stops in the end", () => {
    const quiet: Sweep = { afterMinutes: 20, isAlive: false, server: "up", look: "works", beacon: "none", terminal: true };
    fc.assert(
      fc.property(history, remote, looking, (sweeps, remoteAccess, policy) => {
        fc.pre(sweeps.every(({ afterMinutes }) => afterMinutes > 0));
        expect(live([...sweeps, ...Array.from({ length: 9 }, () => quiet)], remoteAccess, policy).at(-1)?.decision.Result).toBe("planned");
      }),
      { numRuns: 50 },
    );
  });
});
