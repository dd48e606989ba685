import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AppTypeSettings, IdleSettings } from "../../../src/core/domain/domain.ts";
import { contradiction, idleDifferences, idleMinutes, withIdleSettings } from "../../../src/core/idle-shutdown/change.ts";

const minutes = fc.integer({ min: 60, max: 525_600 });
const idleSettings: fc.Arbitrary<IdleSettings> = fc.record(
  {
    LifecycleManagement: fc.constantFrom("ENABLED" as const, "DISABLED" as const),
    IdleTimeoutInMinutes: minutes,
    MinIdleTimeoutInMinutes: minutes,
    MaxIdleTimeoutInMinutes: minutes,
  },
  { requiredKeys: [] },
);
/** Members that nobody knows yet may stand at every level. */
const anything = fc.dictionary(fc.constantFrom("CustomImages", "EmrSettings", "NewMember"), fc.jsonValue());
const settings: fc.Arbitrary<AppTypeSettings | undefined> = fc.option(
  fc.tuple(anything, fc.option(fc.tuple(anything, fc.option(fc.tuple(anything, idleSettings))))).map(([own, lifecycle]) => ({
    ...own,
    ...(lifecycle && {
      AppLifecycleManagement: { ...lifecycle[0], ...(lifecycle[1] && { IdleSettings: { ...lifecycle[1][0], ...lifecycle[1][1] } }) },
    }),
  })),
  { nil: undefined },
);

/** All but the idle settings. */
function siblings({ AppLifecycleManagement, ...members }: AppTypeSettings): object {
  const { IdleSettings: _, ...lifecycle } = { IdleSettings: undefined, ...AppLifecycleManagement };
  return { members, lifecycle };
}

describe("changed idle settings", () => {
  it("hold the change and what they held beside it", () => {
    fc.assert(
      fc.property(settings, idleSettings, (before, change) => {
        const idle = withIdleSettings(before, change).AppLifecycleManagement?.IdleSettings;
        expect(idle).toEqual({ ...before?.AppLifecycleManagement?.IdleSettings, ...change });
      }),
    );
  });

  it("leave every sibling as it came, at every level", () => {
    fc.assert(
      fc.property(settings, idleSettings, (before, change) => {
        expect(siblings(withIdleSettings(before, change))).toEqual(siblings(before ?? {}));
      }),
    );
  });

  it("are the same when changed twice, and do not touch what they were made from", () => {
    fc.assert(
      fc.property(settings, idleSettings, (before, change) => {
        const copy = structuredClone(before);
        const once = withIdleSettings(before, change);
        expect(withIdleSettings(once, change)).toEqual(once);
        expect(before).toEqual(copy);
      }),
    );
  });

  it("differ in exactly the members that the change alters", () => {
    fc.assert(
      fc.property(idleSettings, idleSettings, (before, change) => {
        const altered = idleDifferences(before, { ...before, ...change });
        for (const { Setting, Before, After } of altered) {
          expect(Before).toBe(before[Setting]);
          expect(After).toBe(change[Setting]);
          expect(After).not.toBe(Before);
        }
        const rebuilt = { ...before, ...Object.fromEntries(altered.map(({ Setting, After }) => [Setting, After])) };
        expect(rebuilt).toEqual({ ...before, ...change });
      }),
    );
  });
});

describe("an idle time", () => {
  it.each([
    [3_600_000, 60],
    [5_400_000, 90],
    [525_600 * 60_000, 525_600],
  ])("of %i ms is %i minutes", (milliseconds, expected) => {
    expect(idleMinutes(milliseconds, "--idle")).toBe(expected);
  });

  it.each([
    [59 * 60_000, "--idle does not take 59 minutes"],
    [525_601 * 60_000, "--idle does not take 525601 minutes"],
    [90_000, "--idle does not take 90 seconds"],
    [3_601_000, "--idle does not take 3601 seconds"],
  ])("of %i ms is refused", (milliseconds, message) => {
    expect(() => idleMinutes(milliseconds, "--idle")).toThrow(expect.objectContaining({ code: "usage", message }));
  });
});

it.each<[IdleSettings, string | undefined]>([
  [{ IdleTimeoutInMinutes: 90, MinIdleTimeoutInMinutes: 120 }, "90 minutes is below the minimum of 120"],
  [{ IdleTimeoutInMinutes: 90, MaxIdleTimeoutInMinutes: 60 }, "90 minutes is above the maximum of 60"],
  [{ MinIdleTimeoutInMinutes: 90, MaxIdleTimeoutInMinutes: 60 }, "the minimum of 90 minutes is above the maximum of 60"],
  [{ IdleTimeoutInMinutes: 90, MinIdleTimeoutInMinutes: 90, MaxIdleTimeoutInMinutes: 90 }, undefined],
  [{ IdleTimeoutInMinutes: 90 }, undefined],
])("of %j it says %j", (settings, said) => {
  expect(contradiction(settings)).toBe(said);
});
