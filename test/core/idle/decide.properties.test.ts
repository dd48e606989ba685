import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { AppFacts, Kernel, ServerActivity, Sighting, Terminal, UnreadableItem } from "../../../src/core/idle/facts.ts";
import { appStatuses, appTypes } from "../../../src/core/service-model.ts";
import { decide, decideOne } from "../../../src/core/idle/decide.ts";
import type { Policy } from "../../../src/core/idle/policy.ts";
import { classicApp, facts, inspected, minutesAgo, now } from "./facts.ts";

const hourMs = 3_600_000;

/** Any time at all: hours ago, just now, to come, and none. */
const time = fc.oneof(fc.integer({ min: -600, max: 6_000 }).map(minutesAgo), fc.constant(new Date(Number.NaN)));
const appName = fc.constantFrom("datascience", "other", "unlisted");
const kernel: fc.Arbitrary<Kernel> = fc.record(
  {
    id: fc.string(),
    state: fc.oneof(
      fc.constantFrom("idle", "busy", "starting", "pending", "restarting", "autorestarting", "terminating", "dead"),
      fc.string(),
    ),
    lastActivity: time,
    appName,
    path: fc.string(),
  },
  { requiredKeys: ["id", "state"] },
);

const terminal: fc.Arbitrary<Terminal> = fc.record(
  { name: fc.oneof(fc.string(), fc.constant("arn:aws:x__1__ml.t3.medium")), lastActivity: time, appName },
  { requiredKeys: ["name"] },
);

const sighting: fc.Arbitrary<Sighting> = fc.record(
  {
    CreationTime: time,
    Running: fc.boolean(),
    FirstSeen: time,
    LastSeen: time,
    NotBefore: time,
    EmptySince: time,
    StartingSince: time,
    ObservedAt: time,
    LackedAt: time,
    ClosedBy: time,
  },
  { requiredKeys: ["CreationTime", "Running", "FirstSeen", "LastSeen"] },
);

const unreadable: fc.Arbitrary<UnreadableItem> = fc.record(
  { why: fc.string({ minLength: 1 }), appName, lastActivity: time },
  { requiredKeys: ["why"] },
);

const activity: fc.Arbitrary<ServerActivity> = fc.record(
  {
    observedAt: time,
    kernels: fc.array(kernel, { maxLength: 4 }),
    terminals: fc.array(terminal, { maxLength: 3 }),
    lastActive: time,
    unreadable: fc.array(unreadable, { maxLength: 3 }),
    missing: fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }),
  },
  { requiredKeys: ["observedAt", "kernels", "terminals"] },
);

const unseen = fc.record({ seen: fc.constant(false as const), why: fc.string({ minLength: 1 }) });
const observation = fc.oneof(fc.record({ seen: fc.constant(true as const), activity }), unseen);
const tag = fc.record({
  Key: fc.constantFrom("studioctl:keep", "team"),
  Value: fc.oneof(fc.string(), fc.constantFrom("forever", "2030-01-01")),
});
const inspection = fc.oneof(
  fc.array(tag, { maxLength: 2 }).map((tags) => inspected(classicApp, tags)),
  unseen,
);

const app: fc.Arbitrary<App> = fc.record(
  {
    DomainId: fc.constantFrom("d-one", "d-two"),
    UserProfileName: fc.constantFrom("alice", "bob"),
    SpaceName: fc.constant("nlp"),
    AppType: fc.constantFrom(...appTypes),
    AppName: appName,
    Status: fc.oneof(
      { weight: 5, arbitrary: fc.constant("InService" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...appStatuses) },
    ),
    CreationTime: time,
  },
  { requiredKeys: ["DomainId", "AppType", "AppName", "Status", "CreationTime"] },
);

const anyFacts: fc.Arbitrary<AppFacts> = fc.record(
  {
    region: fc.constant("us-east-1"),
    app,
    siblings: fc.constant(["datascience", "other"]),
    excludedBy: fc.string(),
    observation,
    inspection,
    sighting,
  },
  { requiredKeys: ["region", "app", "siblings"] },
);

const policy: fc.Arbitrary<Policy> = fc.record(
  {
    idleMs: fc.integer({ min: 60_000, max: 10 * hourMs }),
    graceMs: fc.integer({ min: 1_000, max: 5 * hourMs }),
    maxAgeMs: fc.integer({ min: 60_000, max: 100 * hourMs }),
    keepTerminals: fc.boolean(),
    stopStuck: fc.boolean(),
    stopRemote: fc.boolean(),
    lookInside: fc.boolean(),
    trustBeacons: fc.boolean(),
    maxBusyMs: fc.integer({ min: 60_000, max: 10 * hourMs }),
    protectTags: fc.constantFrom([], [{ Key: "team" }]),
  },
  { requiredKeys: ["idleMs", "graceMs", "keepTerminals", "stopStuck", "stopRemote", "lookInside", "trustBeacons", "protectTags"] },
);

/** An app that would be idle but for what a property adds to it. */
const idleFacts = facts(classicApp, { kernels: [{ id: "k", state: "idle", appName: "datascience", lastActivity: minutesAgo(5_000) }] });
const withMore = (given: AppFacts, kernels: readonly Kernel[], terminals: readonly Terminal[] = []): AppFacts => {
  const { observation } = idleFacts;
  if (observation?.seen !== true) throw new Error("the idle app is observed");
  const { activity } = observation;
  return {
    ...given,
    app: classicApp,
    inspection: inspected(classicApp),
    observation: { seen: true, activity: { ...activity, kernels: [...activity.kernels, ...kernels], terminals } },
  };
};

function reversed(given: AppFacts): AppFacts {
  if (given.observation?.seen !== true) return given;
  const { activity } = given.observation;
  const kernels = activity.kernels.toReversed();
  const unreadable = (activity.unreadable ?? []).toReversed();
  return {
    ...given,
    observation: { seen: true, activity: { ...activity, kernels, terminals: activity.terminals.toReversed(), unreadable } },
  };
}

describe("decide, for any facts", () => {
  it("never throws, and gives each app one decision with a reason of one line", () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { maxLength: 5 }), policy, time, (all, policy, anyNow) => {
        const decisions = decide(all, () => policy, anyNow);
        expect(decisions).toHaveLength(all.length);
        for (const { Reason } of decisions) expect(Reason).toMatch(/^[^\p{Cc}]+$/u);
      }),
    );
  });

  it("stops only what runs, was observed or passed the maximum age, and whose tags were read", () => {
    let planned = 0;
    const change = fc.oneof(
      app.map((app) => ({ app })),
      fc.string().map((excludedBy) => ({ excludedBy })),
      observation.map((observation) => ({ observation })),
      inspection.map((inspection) => ({ inspection })),
      sighting.map((sighting) => ({ sighting })),
    );
    const oftenIdle = fc.array(change, { maxLength: 3 }).map((changes): AppFacts => Object.assign({}, idleFacts, ...changes));
    fc.assert(
      fc.property(oftenIdle, policy, (given, policy) => {
        const decision = decideOne(given, policy, now);
        if (decision.Result !== "planned") return;
        planned += 1;
        expect(given.app.Status).toBe("InService");
        expect(given.inspection?.seen).toBe(true);
        expect(given.excludedBy).toBeUndefined();
        expect(["idle", ...(policy.stopStuck ? ["stuck"] : []), ...(policy.maxAgeMs === undefined ? [] : ["unknown"])]).toContain(
          decision.Verdict,
        );
      }),
      { numRuns: 500 },
    );
    expect(planned).toBeGreaterThan(0);
  });

  it("never stops an app with a busy kernel that may be its own, for any --max-busy", () => {
    const busy = fc.tuple(kernel, fc.constantFrom("busy", "hibernating")).map(([any, state]) => {
      const { appName: _, ...homeless } = any;
      return { ...homeless, state };
    });
    fc.assert(
      fc.property(anyFacts, busy, fc.boolean(), fc.array(kernel), policy, (given, busy, named, others, policy) => {
        const own = named ? { ...busy, appName: "datascience" } : busy;
        expect(decideOne(withMore(given, [...others, own]), policy, now)).toMatchObject({ Result: "kept" });
        expect(decideOne(withMore(given, [...others, own]), policy, now).Verdict).not.toBe("idle");
      }),
    );
  });

  it("never calls idle and never stops an app in which somebody may work remotely, for any server response and age", () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom("on" as const, "unknown" as const), policy, time, (given, remoteAccess, policy, anyNow) => {
        for (const facts of [
          { ...given, remoteAccess },
          { ...idleFacts, remoteAccess },
        ]) {
          const decision = decideOne(facts, { ...policy, stopRemote: false }, anyNow);
          expect(decision.Result).toBe("kept");
          expect(decision.Verdict).not.toBe("idle");
        }
      }),
    );
  });

  it("never stops an app of a space with remote access by its age, though the policy judges it by the rest", () => {
    fc.assert(
      fc.property(anyFacts, policy, unseen, (given, policy, observation) => {
        const decision = decideOne({ ...given, remoteAccess: "on", observation }, { ...policy, stopRemote: true }, now);
        expect(decision.Result).toBe("kept");
      }),
    );
  });

  it("never stops an app with activity within the threshold or to come", () => {
    fc.assert(
      fc.property(
        anyFacts,
        kernel,
        fc.integer({ min: -600, max: 59 }),
        policy,
        fc.constantFrom("idle", "dead", "starting"),
        (given, fresh, minutes, policy, state) => {
          const recent = { ...fresh, state, appName: "datascience", lastActivity: minutesAgo(minutes) };
          const decision = decideOne(withMore(given, [recent]), { ...policy, idleMs: Math.max(policy.idleMs, hourMs) }, now);
          expect(decision.Result).toBe("kept");
        },
      ),
    );
  });

  it("never calls idle what could not be observed, nor stops it without a maximum age", () => {
    fc.assert(
      fc.property(anyFacts, policy, fc.string(), (given, policy, why) => {
        const { observation: _, ...unasked } = given;
        const { maxAgeMs: _age, ...ageless } = policy;
        for (const unseen of [unasked, { ...unasked, observation: { seen: false as const, why } }]) {
          const decision = decideOne(unseen, ageless, now);
          expect(decision.Result).toBe("kept");
          expect(decision.Verdict).not.toBe("idle");
        }
      }),
    );
  });

  it("never stops an app of which something is unreadable", () => {
    fc.assert(
      fc.property(anyFacts, fc.array(kernel), fc.array(unreadable), policy, (given, kernels, more, { maxAgeMs: _age, ...ageless }) => {
        const { observation } = withMore(given, kernels);
        if (observation?.seen !== true) throw new Error("the app is observed");
        const activity = { ...observation.activity, unreadable: [...more, { why: "a kernel without id", appName: "datascience" }] };
        expect(decideOne({ ...withMore(given, []), observation: { seen: true, activity } }, ageless, now).Result).toBe("kept");
      }),
    );
  });

  it("never stops a protected app", () => {
    const tags = fc.constantFrom("forever", "2026-03-02T12:00:01Z", "2030-01-01", "for ever", "");
    fc.assert(
      fc.property(anyFacts, policy, tags, fc.boolean(), (given, policy, Value, byName) => {
        const { inspection: _, excludedBy: _glob, ...rest } = given;
        const protection = byName ? { excludedBy: "*" } : { inspection: inspected(given.app, [{ Key: "studioctl:keep", Value }]) };
        expect(decideOne({ ...rest, ...protection }, policy, now).Result).toBe("kept");
      }),
    );
  });

  it("does not depend on the order of apps, kernels and terminals", () => {
    const distinct = {
      selector: ({ app }: AppFacts) => [app.DomainId, app.UserProfileName, app.SpaceName, app.AppType, app.AppName].join("/"),
    };
    fc.assert(
      fc.property(fc.uniqueArray(anyFacts, { maxLength: 5, ...distinct }), policy, (all, policy) => {
        expect(decide(all.map(reversed).toReversed(), () => policy, now)).toEqual(decide(all, () => policy, now));
      }),
    );
  });
});
