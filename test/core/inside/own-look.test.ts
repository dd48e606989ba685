import { describe, expect, it } from "vitest";
import type { AppFacts, ServerActivity, Sighting } from "../../../src/core/idle/facts.ts";
import { viewOf } from "../../../src/core/idle/app-view.ts";
import { decideOne } from "../../../src/core/idle/decide.ts";
import { defaultPolicy, type Policy } from "../../../src/core/idle/policy.ts";
import { sight } from "../../../src/core/idle/sightings.ts";
import { isLookTerminal, lookTerminalName, withLook } from "../../../src/core/inside/own-look.ts";

const now = new Date("2026-03-02T12:00:00Z");
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const policy: Policy = { ...defaultPolicy, lookInside: true };

function factsOf(activity: Partial<ServerActivity>, sighting?: Sighting, at = now): AppFacts {
  return {
    region: "us-east-1",
    app: {
      DomainId: "d-1",
      SpaceName: "nlp",
      AppType: "JupyterLab",
      AppName: "default",
      Status: "InService",
      CreationTime: minutesAgo(600),
    },
    siblings: [],
    observation: { seen: true, activity: { observedAt: at, kernels: [], terminals: [], ...activity } },
    inspection: { seen: false, why: "not read" },
    ...(sighting && { sighting }),
  };
}

/** The sighting after an observation with this time of the monitor, as the next sweep loads it. */
const seen = (lastActive: Date, at: Date, before?: Sighting): Sighting => sight(factsOf({ lastActive }, before, at), policy, at);

describe("the terminal of a look", () => {
  it("is not an open terminal, in this sweep or another one, and closing it closes nothing", () => {
    const terminals = [{ name: lookTerminalName(minutesAgo(1), "0a1b2c"), lastActivity: minutesAgo(1) }];
    expect(viewOf(factsOf({ terminals }), policy, now).terminals).toEqual([]);
    const during = sight(factsOf({ terminals }, undefined, minutesAgo(1)), policy, minutesAgo(1));
    expect(during).not.toHaveProperty("Open");
    const after = sight(factsOf({}, during), policy, now);
    expect(after).toMatchObject({ EmptySince: minutesAgo(1) });
    expect(after).not.toHaveProperty("ClosedBy");
  });

  it("counts like any other if it is older than a look can be: then it is somebody's own", () => {
    const name = lookTerminalName(minutesAgo(30), "0a1b2c");
    expect(isLookTerminal(name, now)).toBe(false);
    const view = viewOf(factsOf({ terminals: [{ name, lastActivity: minutesAgo(30) }] }), policy, now);
    expect(view.terminals).toHaveLength(1);
  });

  it("is not confused with the terminals in which people work", () => {
    for (const name of ["1", "studioctl_mbq3k9x0", "studioctl_look_", "studioctl_look_zzzzzzzzzzzz_1", "studioctl_look_0_1"])
      expect(isLookTerminal(name, now)).toBe(false);
  });
});

describe("a time of the activity monitor that a look caused", () => {
  const before = seen(minutesAgo(200), minutesAgo(30));
  const looked = withLook(before, minutesAgo(30));
  const duringLook = new Date(minutesAgo(30).getTime() + 2_000);

  it("is replaced by the last time outside the looks", () => {
    expect(viewOf(factsOf({ lastActive: duringLook }, looked), policy, now).lastActive).toEqual(minutesAgo(200));
  });

  it("does not delay the stop: not in the same run, not in later ones, whether or not they look", () => {
    const kernels = [{ id: "a", state: "idle", lastActivity: minutesAgo(200) }];
    let sighting = looked;
    for (const lookInside of [true, false, true]) {
      const facts = factsOf({ lastActive: duringLook, kernels }, sighting);
      sighting = sight(facts, { ...policy, lookInside }, now);
      const decision = decideOne({ ...facts, sighting }, { ...policy, lookInside: false }, now);
      expect(decision.Reason).toContain("it may be protected");
      expect(decideOne({ ...facts, sighting, inspection: tagless }, { ...policy, lookInside: false }, now).Verdict).toBe("idle");
    }
  });

  it("counts if it is outside: somebody was active after the look", () => {
    expect(viewOf(factsOf({ lastActive: minutesAgo(20) }, looked), policy, now).lastActive).toEqual(minutesAgo(20));
    expect(seen(minutesAgo(20), now, looked)).toMatchObject({ MonitorAt: minutesAgo(20) });
  });

  it("is unknown if the monitor reported nothing before the look", () => {
    const { MonitorAt: _, ...unknown } = looked;
    expect(viewOf(factsOf({ lastActive: duringLook }, unknown), policy, now).lastActive).toBeUndefined();
  });

  it("forgets looks that the time cannot come from any more, since it never goes back", () => {
    expect(seen(minutesAgo(20), now, looked)).not.toHaveProperty("Looks");
    expect(seen(duringLook, now, looked)).toMatchObject({ Looks: [minutesAgo(30)], MonitorAt: minutesAgo(200) });
  });
});

const tagless: NonNullable<AppFacts["inspection"]> = {
  seen: true,
  tags: [],
  detail: { ...factsOf({}).app, AppArn: "arn:aws:sagemaker:us-east-1:123456789012:app/d-1/nlp/jupyterlab/default" },
};
