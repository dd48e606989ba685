import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AppFacts, Kernel, Terminal } from "../../../src/core/idle/facts.ts";
import { decide, decideOne } from "../../../src/core/idle/decide.ts";
import { anyFacts, app, hourMs, inspection, kernel, observation, policy, sighting, time, unreadable, unseen } from "./arbitraries.ts";
import { classicApp, facts, inspected, minutesAgo, now } from "./facts.ts";

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

function unseenInside({ inside: _inside, beacon: _beacon, ...rest }: AppFacts): AppFacts {
  return rest;
}

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

  it("never calls idle and never stops an app in which somebody may work remotely, for any server response and age, without a look or beacon", () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom("on" as const, "unknown" as const), policy, time, (given, remoteAccess, policy, anyNow) => {
        for (const facts of [
          { ...unseenInside(given), remoteAccess },
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

  it("never calls idle what could not be observed, nor stops it without a maximum age, unless a beacon reports", () => {
    fc.assert(
      fc.property(anyFacts, policy, fc.string(), (given, policy, why) => {
        const { observation: _, ...unasked } = unseenInside(given);
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
