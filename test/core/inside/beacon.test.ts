import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BeaconReport, beaconOf, formatBeacon, parseBeacon } from "../../../src/core/inside/beacon.ts";
import { hasHidden } from "../../../src/core/visible.ts";
import { patterns } from "../../../src/core/service-model.ts";

const now = new Date("2026-11-26T07:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const quiet: BeaconReport = { at: minutesAgo(2), everyMs: 300_000, lastActivity: minutesAgo(90), active: [], complete: true };
const value = "v1 at=2026-11-26T06:58:00Z every=5m last=2026-11-26T05:30:00Z";

const thing = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.constantFrom("terminal 2 runs train.py", "a/b+c", " "),
);
const report: fc.Arbitrary<BeaconReport> = fc.record({
  at: fc.integer({ min: 0, max: 600 }).map(minutesAgo),
  everyMs: fc.integer({ min: 1, max: 15 }).map((minutes) => minutes * 60_000),
  lastActivity: fc.integer({ min: 600, max: 90_000 }).map(minutesAgo),
  active: fc.array(thing, { maxLength: 12 }),
  complete: fc.boolean(),
});

const ending = (start: string) => fc.string({ minLength: 1 }).map((end) => `${start}${end}`);

describe("the tag of a beacon", () => {
  it("holds when it looked, how often it looks, the last activity and what is active", () => {
    expect(formatBeacon(quiet)).toBe(value);
    expect(formatBeacon({ ...quiet, complete: false, active: ["terminal 2 runs train.py", "1 ssh connection"] })).toBe(
      `${value} part active=terminal 2 runs train.py/1 ssh connection`,
    );
  });

  it("reads a report", () => {
    expect(parseBeacon(`${value} part more=3 active=terminal 2 runs caf+C3+A9+2Fx.py/gpu`, now)).toEqual({
      state: "fresh",
      at: minutesAgo(2),
      lastActivity: minutesAgo(90),
      active: ["terminal 2 runs café/x.py", "gpu", "3 more"],
      version: 1,
      complete: false,
      everyMs: 300_000,
    });
  });

  it("fits the service's limits, whatever is active, and is read as it was written", () => {
    fc.assert(
      fc.property(report, (each) => {
        const text = formatBeacon(each);
        expect(text.length).toBeLessThanOrEqual(256);
        expect(text).toMatch(patterns.TagValue);
        const read = parseBeacon(text, now);
        expect(read).toMatchObject({ at: each.at, lastActivity: each.lastActivity, complete: each.complete, everyMs: each.everyMs });
        expect(read.active.length > 0).toBe(each.active.length > 0);
        expect(hasHidden(read.active.join(""))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("never throws, and never reads as idle what it does not understand", () => {
    const text = fc.oneof(fc.string(), ending(value), ending("v1 at="), ending(`${value} active=`));
    fc.assert(
      fc.property(
        text.filter((each) => each !== `${value} part`),
        (each) => {
          const { state, active } = parseBeacon(each, now);
          expect(state === "malformed").toBe(active.length === 0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("is fresh for seven intervals, then stale", () => {
    const states = [0, 35, 35.02, 80].map((minutes) => parseBeacon(formatBeacon({ ...quiet, at: minutesAgo(minutes) }), now).state);
    expect(states).toEqual(["fresh", "fresh", "stale", "stale"]);
    expect(parseBeacon(formatBeacon({ ...quiet, at: minutesAgo(8), everyMs: 60_000 }), now).state).toBe("stale");
  });

  it("may be ahead of the service's clock by five minutes, not more", () => {
    const states = [5, 5.02, 100_000].map((minutes) => parseBeacon(formatBeacon({ ...quiet, at: minutesAgo(-minutes) }), now).state);
    expect(states).toEqual(["fresh", "malformed", "malformed"]);
  });

  it.each([
    ["nothing", ""],
    ["another version", value.replace("v1", "v2")],
    ["a date that does not exist", value.replace("06:58:00", "06:61:00").replace("11-26T05", "02-30T05")],
    ["30 February", value.replace("2026-11-26T05", "2026-02-30T05")],
    ["an activity after the look", value.replace("05:30", "06:59")],
    ["no last activity", value.replace(/ last=.*/, "")],
    ["an interval of nothing", value.replace("5m", "0m")],
    ["an interval that would keep it fresh for days", value.replace("5m", "99m")],
    ["an empty name", `${value} active= `],
    ["an empty name among others", `${value} active=a//b`],
    ["an unfinished escape", `${value} active=a+2`],
    ["a character that no beacon writes", `${value} active=é`],
    ["a second line", `${value}\nactive=a`],
    ["a space at the end", `${value} `],
    ["more than a tag can hold", `${value} active=${"a".repeat(256)}`],
  ])("is malformed with %s", (_, text) => {
    expect(parseBeacon(text, now)).toEqual({ state: "malformed", active: [] });
  });

  it("shows control characters of a forged name written out", () => {
    expect(parseBeacon(`${value} active=+1B[31m`.replace("[", "+5B"), now).active).toEqual([String.raw`\x1b[31m`]);
  });

  it("is malformed at an invalid time, never fresh", () => {
    expect(parseBeacon(value, new Date(Number.NaN)).state).toBe("malformed");
  });

  it("is found among the other tags of an app", () => {
    const tags = [
      { Key: "studioctl:keep", Value: "forever" },
      { Key: "studioctl:beacon", Value: value },
    ];
    expect(beaconOf(tags, now)?.state).toBe("fresh");
    expect(beaconOf(tags.slice(0, 1), now)).toBeUndefined();
  });
});
