import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideOne } from "../../../src/core/idle/decide.ts";
import { type EarliestStop, earliestStop } from "../../../src/core/idle/earliest-stop.ts";
import type { AppFacts } from "../../../src/core/idle/facts.ts";
import { type Policy, defaultPolicy } from "../../../src/core/idle/policy.ts";
import { quietHours, weekDays } from "../../../src/core/idle/quiet-hours.ts";
import { classicApp, editorApp, facts, inspected, kernel, labApp, minutesAgo, now, terminal } from "./facts.ts";

const never = (keptBecause: string): EarliestStop => ({ keptBecause });
const inMinutes = (minutes: number): EarliestStop => ({ at: minutesAgo(-minutes) });
const idle = { kernels: [kernel(120)] };
const kept = (Value: string) => ({ inspection: inspected(classicApp, [{ Key: "studioctl:keep", Value }]) });
const sighting = { CreationTime: classicApp.CreationTime, Running: true, FirstSeen: minutesAgo(500), LastSeen: now };
const unseen = { observation: { seen: false as const, why: "the server is down" }, sighting };
/** It is noon in UTC. */
const quietUntil = (to: string) => ({ quietHours: [quietHours({ from: "08:00", to, zone: "UTC", days: weekDays })] });
const young = { ...classicApp, CreationTime: minutesAgo(5) };

describe("an app would be stopped", () => {
  it.each<[string, AppFacts, Partial<Policy>, EarliestStop]>([
    ["now, when it is idle", facts(classicApp, idle), {}, inMinutes(0)],
    ["when its last activity is past the threshold", facts(classicApp, { kernels: [kernel(20), kernel(50)] }), {}, inMinutes(40)],
    [
      "when its terminal's is, where terminals are not kept",
      facts(labApp, { kernels: [kernel(120)], terminals: [terminal(30)] }),
      { keepTerminals: false },
      inMinutes(30),
    ],
    [
      "never, while a terminal is open",
      facts(labApp, { kernels: [kernel(120)], terminals: [terminal(30)] }),
      {},
      never("terminal 1 is open; its last activity was 1h ago"),
    ],
    [
      "never, while an old terminal is open",
      facts(labApp, { kernels: [kernel(120)], terminals: [terminal(300)] }),
      {},
      never("terminal 1 is open; its last activity was 5h ago"),
    ],
    ["when the editor's is", facts(editorApp, { lastActive: minutesAgo(10) }), {}, inMinutes(50)],
    [
      "when it has been seen empty for the threshold",
      facts(classicApp, {}, { sighting: { ...sighting, EmptySince: minutesAgo(25) } }),
      {},
      inMinutes(35),
    ],
    [
      "when something in it has been closed for the threshold",
      facts(classicApp, idle, { sighting: { ...sighting, ClosedBy: minutesAgo(25) } }),
      {},
      inMinutes(35),
    ],
    ["when its grace is over", facts(young, idle), { graceMs: 2 * 3_600_000 }, inMinutes(115)],
    ["when it has run for the threshold, if what was seen is older than it", facts(young, idle), {}, inMinutes(55)],
    ["when its server has, that started later", facts(labApp, { ...idle, started: minutesAgo(20) }), {}, inMinutes(40)],
    ["when the tag that keeps it ends", facts(classicApp, idle, kept("2026-03-02T15:00:00Z")), {}, inMinutes(180)],
    ["at the end of quiet hours", facts(classicApp, idle), quietUntil("19:00"), inMinutes(420)],
    [
      "at the end of quiet hours, if it is idle only in them",
      facts(classicApp, { kernels: [kernel(0)] }),
      quietUntil("19:00"),
      inMinutes(420),
    ],
    ["after them, if it is idle later", facts(classicApp, { kernels: [kernel(0)] }), quietUntil("12:30"), inMinutes(60)],
    [
      "when its kernel has been starting for long, on request",
      facts(classicApp, { kernels: [kernel(50, { state: "starting" })] }),
      { stopStuck: true },
      inMinutes(10),
    ],
    [
      "never, while a kernel is stuck, busy without end",
      facts(labApp, { kernels: [kernel(300, { state: "busy" })] }),
      { maxBusyMs: 4 * 3_600_000, stopStuck: true },
      never("kernel busy for 5h without a message, analysis.ipynb; it may be dead or busy without output"),
    ],
    [
      "never, while a kernel is busy, though it will be stuck",
      facts(labApp, { kernels: [kernel(180, { state: "busy" })] }),
      { maxBusyMs: 4 * 3_600_000 },
      never("kernel busy for 3h, analysis.ipynb"),
    ],
    [
      "never, while remote access is on",
      facts(labApp, idle, { remoteAccess: "on" }),
      { maxAgeMs: 3_600_000, stopStuck: true },
      never("remote access is on; a remote session cannot be seen"),
    ],
    [
      "never, while its domain belongs to Unified Studio",
      facts(labApp, idle, { unifiedStudio: true }),
      {},
      never("domain d-one belongs to SageMaker Unified Studio"),
    ],
    ["unobserved, at the maximum age", facts(classicApp, {}, unseen), { maxAgeMs: 600 * 60_000 }, inMinutes(100)],
    [
      "never, while a kernel is busy",
      facts(classicApp, { kernels: [kernel(180, { state: "busy" })] }),
      {},
      never("kernel busy for 3h, analysis.ipynb"),
    ],
    [
      "never, while a kernel is busy, young or not",
      facts(young, { kernels: [kernel(3, { state: "busy" })] }),
      {},
      never("kernel busy for 3m, analysis.ipynb"),
    ],
    [
      "never, while a kernel is busy, quiet or not",
      facts(classicApp, { kernels: [kernel(180, { state: "busy" })] }),
      quietUntil("19:00"),
      never("kernel busy for 3h, analysis.ipynb"),
    ],
    ["never, while it cannot be observed", facts(classicApp, {}, unseen), {}, never("the server is down")],
    [
      "never, while a rule protects it",
      facts(classicApp, idle),
      { protectedBy: 'rule "x", line 3 of p.yaml' },
      never('protected by rule "x", line 3 of p.yaml'),
    ],
    ["never, while a tag keeps it for ever", facts(classicApp, idle, kept("forever")), {}, never("tag studioctl:keep: forever")],
    [
      "never, while it is no longer running",
      facts({ ...classicApp, Status: "Deleting" }, idle),
      {},
      never("it is Deleting, not InService"),
    ],
    [
      "never, while quiet hours have no end",
      facts(classicApp, idle),
      { quietHours: [quietHours({ from: "00:00", to: "24:00", zone: "UTC", days: weekDays })] },
      never("quiet hours until 24:00 UTC"),
    ],
  ])("%s", (_, given, policy, expected) => {
    expect(earliestStop(given, { ...defaultPolicy, ...policy }, now)).toEqual(expected);
  });

  it("then, and at no moment before", () => {
    const minutes = fc.integer({ min: -30, max: 300 });
    const given = fc.record({
      kernels: fc.array(
        fc.tuple(minutes, fc.constantFrom("idle", "starting", "dead", "busy")).map(([age, state]) => kernel(age, { state })),
        { maxLength: 3 },
      ),
      terminals: fc.array(
        minutes.map((age) => terminal(age, { appName: "datascience" })),
        { maxLength: 1 },
      ),
      created: minutes,
      empty: minutes,
      keep: fc.constantFrom("2026-03-02T13:30:00Z", "2026-03-02T11:00:00Z", "forever"),
      kept: fc.boolean(),
      seen: fc.boolean(),
    });
    const policy: fc.Arbitrary<Policy> = fc
      .record({
        idle: fc.integer({ min: 1, max: 200 }),
        grace: fc.integer({ min: 1, max: 60 }),
        age: fc.integer({ min: 1, max: 300 }),
        aged: fc.boolean(),
        quiet: fc.boolean(),
        stopStuck: fc.boolean(),
      })
      .map(({ idle, grace, age, aged, quiet, stopStuck }) => ({
        ...defaultPolicy,
        idleMs: idle * 60_000,
        graceMs: grace * 60_000,
        stopStuck,
        ...(aged && { maxAgeMs: age * 60_000 }),
        ...(quiet && quietUntil("12:45")),
      }));
    let [stopped, stays] = [0, 0];
    fc.assert(
      fc.property(
        given,
        policy,
        fc.integer({ min: 0, max: 600 }),
        ({ kernels, terminals, created, empty, keep, kept: keeps, seen }, policy, later) => {
          const app = { ...classicApp, CreationTime: minutesAgo(created) };
          const life = { ...sighting, CreationTime: app.CreationTime, FirstSeen: minutesAgo(created), EmptySince: minutesAgo(empty) };
          const all = facts(app, { kernels, terminals }, { sighting: life, ...(keeps ? kept(keep) : {}), ...(seen ? {} : unseen) });
          const stop = earliestStop(all, policy, now);
          const at = "at" in stop ? stop.at : undefined;
          expect(decideOne(all, policy, at ?? now).Result).toBe(at === undefined ? "kept" : "planned");
          const between = minutesAgo(-later);
          const before = at !== undefined && between >= at ? "kept" : decideOne(all, policy, between).Result;
          expect(before).toBe("kept");
          if (at === undefined) stays += 1;
          else stopped += 1;
        },
      ),
      { numRuns: 400 },
    );
    expect(Math.min(stopped, stays)).toBeGreaterThan(20);
  });
});
