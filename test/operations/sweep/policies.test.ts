import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { decideOne } from "../../../src/core/idle/decide.ts";
import {
  type AppMatch,
  defaultPolicy,
  type Policy,
  type PolicyFile,
  type PolicyRule,
  type Thresholds,
} from "../../../src/core/idle/policy.ts";
import { quietHours, weekDays } from "../../../src/core/idle/quiet-hours.ts";
import { applySweep } from "../../../src/operations/sweep/apply.ts";
import { policies } from "../../../src/operations/sweep/policies.ts";
import { facts, inspected, kernel, minutesAgo, now } from "../../core/idle/facts.ts";
import { classic, lab, outcomes, owned, world } from "./sweep.ts";

const minute = 60_000;
const noFlags = { thresholds: {}, protectTags: [] };
const rule = (line: number, match: AppMatch, thresholds: Partial<Thresholds> = {}, more: Partial<PolicyRule> = {}): PolicyRule => ({
  line,
  match,
  thresholds,
  protect: false,
  ...more,
});
const file = (more: Partial<PolicyFile> = {}): PolicyFile => ({
  path: "p.yaml",
  defaults: { line: 1, thresholds: {} },
  rules: [],
  protect: { apps: [], tags: [] },
  quietHours: [],
  ...more,
});
const gpu = classic("Alice", "train-1", { ResourceSpec: { InstanceType: "ml.g5.xlarge" } });

const fits = (one: PolicyRule, app: App) => policies(noFlags, file({ rules: [one] })).inForce({ app }).rule !== undefined;

describe("a rule", () => {
  it.each<[string, AppMatch, App, string | undefined, boolean]>([
    ["fits a domain", { domain: ["d-o*"] }, gpu, undefined, true],
    ["does not fit another", { domain: ["d-two"] }, gpu, undefined, false],
    ["fits a user, whatever the case", { user: ["bob", "al*"] }, gpu, undefined, true],
    ["fits who owns the space of an app", { user: ["al*"] }, lab("nlp"), "alice", true],
    ["does not fit a space of nobody known", { user: ["*"] }, lab("nlp"), undefined, false],
    ["fits a space", { space: ["n*"] }, lab("nlp"), undefined, true],
    ["on spaces fits no app of a user", { space: ["*"] }, gpu, undefined, false],
    ["fits a type", { type: ["JupyterLab", "KernelGateway"] }, gpu, undefined, true],
    ["fits an instance type", { instanceType: ["ml.g5.*"] }, gpu, undefined, true],
    [
      "on instance types does not fit an app of which none is told",
      { instanceType: ["*"] },
      { ...gpu, ResourceSpec: {} },
      undefined,
      false,
    ],
    ["fits hardware", { hardware: ["gpu"] }, gpu, undefined, true],
    ["does not fit other hardware", { hardware: ["cpu"] }, gpu, undefined, false],
    ["fits an app's name", { app: ["train-?"] }, gpu, undefined, true],
    ["has to fit in every member", { app: ["train-?"], user: ["bob"] }, gpu, undefined, false],
  ])("%s", (_, match, app, spaceOwner, meant) => {
    const { inForce } = policies(noFlags, file({ rules: [rule(5, match, { idleMs: minute })] }));
    expect(inForce({ app, ...(spaceOwner !== undefined && { spaceOwner }) }).policy.idleMs).toBe(meant ? minute : defaultPolicy.idleMs);
  });

  it("overrides the defaults of the file, these override the program's; each names its line", () => {
    const given = file({
      defaults: { line: 2, thresholds: { idleMs: 1, graceMs: 2 } },
      rules: [rule(7, { user: ["alice"] }, { idleMs: 3 }, { name: "mine" })],
    });
    const { policy, origin, rule: which } = policies(noFlags, given).inForce({ app: gpu });
    expect(policy).toMatchObject({ idleMs: 3, graceMs: 2, keepTerminals: true });
    expect(origin).toMatchObject({
      idleMs: { From: "rule", Line: 7 },
      graceMs: { From: "file", Line: 2 },
      keepTerminals: { From: "default" },
    });
    expect(which).toBe('rule "mine", line 7 of p.yaml');
  });

  it("is the only one that counts, though a later one would set more", () => {
    const given = file({
      rules: [rule(3, { hardware: ["gpu"] }, { idleMs: 1 }), rule(6, { user: ["alice"] }, { idleMs: 2, maxAgeMs: 9 })],
    });
    const { policy, rule: which } = policies(noFlags, given).inForce({ app: gpu });
    expect([policy.idleMs, policy.maxAgeMs, which]).toEqual([1, undefined, "rule 1, line 3 of p.yaml"]);
  });

  it("gives way to flags, but for protection", () => {
    const given = file({ rules: [rule(3, { user: ["alice"] }, { idleMs: 1, stopStuck: true }, { protect: true })] });
    const { policy, origin } = policies(
      { thresholds: { idleMs: 8, stopStuck: false }, protectTags: [{ Key: "a" }] },
      { ...given, protect: { apps: [], tags: [{ Key: "b" }] } },
    ).inForce({ app: gpu });
    expect(policy).toMatchObject({
      idleMs: 8,
      stopStuck: false,
      protectedBy: "rule 1, line 3 of p.yaml",
      protectTags: [{ Key: "a" }, { Key: "b" }],
    });
    expect(origin.idleMs).toEqual({ From: "flag" });
  });

  it.each([
    ["maxBusyMs", 5, 7],
    ["keepTerminals", false, true],
    ["stopStuck", true, false],
    ["stopRemote", true, false],
    ["lookInside", true, false],
    ["trustBeacons", true, false],
  ] as const)("sets %s, unless a flag does", (name, byRule, byFlag) => {
    const given = file({ rules: [rule(3, { user: ["alice"] }, { [name]: byRule })] });
    const inForce = (thresholds: Partial<Thresholds>) => policies({ thresholds, protectTags: [] }, given).inForce({ app: gpu });
    expect([inForce({}).policy[name], inForce({}).origin[name]]).toEqual([byRule, { From: "rule", Line: 3 }]);
    expect([inForce({ [name]: byFlag }).policy[name], inForce({ [name]: byFlag }).origin[name]]).toEqual([byFlag, { From: "flag" }]);
  });

  it("is found by all rules in their order, for any rules", () => {
    const match = fc.constantFrom<AppMatch[]>(
      { user: ["alice"] },
      { user: ["bob"] },
      { type: ["JupyterLab"] },
      { app: ["*"] },
      { hardware: ["gpu"] },
    );
    const rules = fc.array(match, { maxLength: 5 }).map((all) => all.map((each, scope) => rule(scope + 1, each, { idleMs: scope + 1 })));
    const app = fc.constantFrom(gpu, classic("bob", "b"), lab("nlp"));
    fc.assert(
      fc.property(rules, app, fc.option(fc.integer({ min: 100, max: 200 })), (rules, app, flag) => {
        const given = { thresholds: flag === null ? {} : { idleMs: flag }, protectTags: [] };
        const first = rules.find((each) => fits(each, app));
        expect(policies(given, file({ rules })).inForce({ app }).policy.idleMs).toBe(
          flag ?? first?.thresholds.idleMs ?? defaultPolicy.idleMs,
        );
      }),
    );
  });
});

describe("a policy, for any rules", () => {
  const duration = fc.integer({ min: 1, max: 600 }).map((minutes) => minutes * minute);
  const thresholds = fc.record(
    { idleMs: duration, graceMs: duration, maxAgeMs: duration, keepTerminals: fc.boolean(), stopStuck: fc.boolean() },
    { requiredKeys: [] },
  );
  const match = fc.record(
    { user: fc.constantFrom(["*"], ["bob"]), hardware: fc.constantFrom(["gpu" as const], ["cpu" as const]) },
    { requiredKeys: [] },
  );
  const anyRule = fc.tuple(match, thresholds, fc.boolean()).map(([match, thresholds, protect]) => rule(1, match, thresholds, { protect }));
  const quiet = fc
    .constantFrom("08:00", "12:30", "13:00")
    .map((to) => ({ ...quietHours({ from: "11:00", to, zone: "UTC", days: weekDays }), line: 1, match: {} }));
  const anyFile = fc
    .record({
      rules: fc.array(anyRule, { maxLength: 3 }),
      defaults: thresholds,
      quietHours: fc.array(quiet, { maxLength: 2 }),
      tag: fc.boolean(),
    })
    .map(({ rules, defaults, quietHours, tag }) =>
      file({ rules, defaults: { line: 1, thresholds: defaults }, quietHours, protect: { apps: [], tags: tag ? [{ Key: "team" }] : [] } }),
    );
  const anyPolicy = fc.tuple(thresholds, anyFile).map(([flags, file]) => policies({ thresholds: flags, protectTags: [] }, file));
  const app = { ...gpu, UserProfileName: "alice", CreationTime: minutesAgo(5_000) };
  const own = (age: number, state: string) => kernel(age, { state, appName: app.AppName });
  const sighting = { CreationTime: app.CreationTime, Running: true, FirstSeen: minutesAgo(5_000), LastSeen: now };

  it("never stops a busy, fresh, unknown or protected app, nor any in quiet hours; others it may", () => {
    let planned = 0;
    fc.assert(
      fc.property(anyPolicy, fc.integer({ min: 0, max: 600 }), ({ inForce }, age) => {
        const { policy } = inForce({ app });
        const resultOf = (given: Parameters<typeof decideOne>[0], by: Policy = policy) => decideOne(given, by, now).Result;
        const { maxAgeMs: _, ...ageless } = policy;
        expect(resultOf(facts(app, { kernels: [own(4_000, "idle"), own(age, "busy")] }, { sighting }))).toBe("kept");
        expect(resultOf(facts(app, { kernels: [own(policy.idleMs / minute - 1, "idle")] }, { sighting }))).toBe("kept");
        expect(resultOf(facts(app, {}, { observation: { seen: false, why: "down" }, sighting }), ageless)).toBe("kept");
        expect(
          resultOf(
            facts(app, { kernels: [own(4_000, "idle")] }, { inspection: inspected(app, [{ Key: "studioctl:keep", Value: "forever" }]) }),
          ),
        ).toBe("kept");
        const idle = resultOf(facts(app, { kernels: [own(4_000, "idle")] }, { sighting }));
        const isQuiet = policy.quietHours?.some((hours) => hours.covers(now)) === true;
        expect(idle).toBe(isQuiet || policy.protectedBy !== undefined ? "kept" : "planned");
        if (idle === "planned") planned += 1;
      }),
      { numRuns: 300 },
    );
    expect(planned).toBeGreaterThan(20);
  });
});

describe("a sweep", () => {
  const idleLabs = { apps: [lab("a"), lab("b")], spaces: [owned("a", "alice"), owned("b", "bob")] };
  const servers = {
    "space:a JupyterLab": { kernels: [{ id: "k", state: "idle", lastActivity: minutesAgo(90) }] },
    "space:b JupyterLab": { kernels: [{ id: "k", state: "idle", lastActivity: minutesAgo(90) }] },
  };
  const byUser = policies(noFlags, file({ rules: [rule(3, { user: ["alice"] }, {}, { protect: true })] }));

  it("lists spaces once to know their owners where a rule asks for users", async () => {
    const here = world(idleLabs, servers);
    const { report } = await here.plan({ policies: byUser });
    expect(outcomes(report.Decisions)).toEqual({
      "space:a/JupyterLab/default": "protected kept",
      "space:b/JupyterLab/default": "idle planned",
    });
    expect(here.studio.count("listSpaces")).toBe(1);
  });

  it("stops nothing where owners cannot be known and a rule asks for them", async () => {
    const here = world(idleLabs, servers);
    here.studio.fail("listSpaces", "");
    await expect(here.plan({ policies: byUser })).rejects.toMatchObject({ message: "not allowed to listSpaces" });
  });

  it("looks at the policy again before each stop: quiet hours may have begun", async () => {
    const here = world(idleLabs, servers);
    const soon = { ...quietHours({ from: "12:10", to: "13:00", zone: "UTC", days: weekDays }), line: 1, match: {} };
    const planned = await here.plan({ policies: policies(noFlags, file({ quietHours: [soon] })) });
    here.clock.advance(10 * minute);
    const report = await applySweep(here.ports, planned, here.work);
    expect(outcomes(report.Decisions)).toEqual({
      "space:a/JupyterLab/default": "protected changed",
      "space:b/JupyterLab/default": "protected changed",
    });
    expect(here.studio.count("deleteApp")).toBe(0);
  });

  it("continues to observe in quiet hours, so that at their end it is known since when an app is empty", async () => {
    const here = world({ apps: [lab("a")], spaces: [owned("a", "alice")] });
    const until = { ...quietHours({ from: "11:00", to: "14:00", zone: "UTC", days: weekDays }), line: 1, match: {} };
    const request = { policies: policies(noFlags, file({ quietHours: [until] })) };
    expect(outcomes((await here.plan(request)).report.Decisions)).toEqual({ "space:a/JupyterLab/default": "protected kept" });
    here.clock.advance(120 * minute);
    expect(outcomes((await here.plan(request)).report.Decisions)).toEqual({ "space:a/JupyterLab/default": "idle planned" });
  });
});
