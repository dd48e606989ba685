import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AppTypeSettings, IdleSettings, UserSettings } from "../../../src/core/domain/domain.ts";
import {
  contradiction,
  distributionTooOld,
  domainIdleShutdown,
  idleDifferences,
  idleMinutes,
  type IdleShutdownType,
  idleShutdownTypeOf,
  profileIdleShutdown,
  sameIdleShutdown,
  spaceIdleShutdown,
  withIdleSettings,
} from "../../../src/core/idle-shutdown/idle-shutdown.ts";
import { domain, profile, space } from "../../fakes/entities.ts";

const withIdle = (type: IdleShutdownType, IdleSettings: IdleSettings): UserSettings => ({
  [`${type}AppSettings`]: { AppLifecycleManagement: { IdleSettings } },
});
const lab = (IdleSettings: IdleSettings) => withIdle("JupyterLab", IdleSettings);
const on = (minutes: number, rest: IdleSettings = {}) => lab({ LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: minutes, ...rest });
const off = lab({ LifecycleManagement: "DISABLED", IdleTimeoutInMinutes: 90 });

const domainWith = (DefaultUserSettings: UserSettings, DefaultSpaceSettings: UserSettings = {}) =>
  domain({ DomainId: "d-1", DefaultUserSettings, DefaultSpaceSettings });
const profileWith = (UserSettings: UserSettings) => profile({ DomainId: "d-1", UserProfileName: "alice", UserSettings });
const spaceWith = (settings: UserSettings, SharingType: "Private" | "Shared" = "Private") =>
  space({
    DomainId: "d-1",
    SpaceName: "team",
    SpaceSettings: { AppType: "JupyterLab", ...settings },
    SpaceSharingSettings: { SharingType },
  });

const nobody = { AppType: "JupyterLab", LifecycleManagement: "DISABLED", LifecycleManagementFrom: "service" };

it("idle shutdown is off by default, and each app type has its own setting", () => {
  expect(domainIdleShutdown(domainWith({}), "JupyterLab")).toEqual(nobody);
  expect(domainIdleShutdown(domainWith(withIdle("CodeEditor", { LifecycleManagement: "ENABLED" })), "JupyterLab")).toEqual(nobody);
});

describe("of a user", () => {
  it("is the domain's, with its range", () => {
    expect(profileIdleShutdown(profileWith({}), domainWith(on(120, { MaxIdleTimeoutInMinutes: 480 })), "JupyterLab")).toEqual({
      AppType: "JupyterLab",
      LifecycleManagement: "ENABLED",
      LifecycleManagementFrom: "domain",
      IdleTimeoutInMinutes: 120,
      IdleTimeoutFrom: "domain",
      MaxIdleTimeoutInMinutes: 480,
    });
  });

  it("is the profile's where that says on or off", () => {
    expect(profileIdleShutdown(profileWith(on(60)), domainWith(off), "JupyterLab")).toMatchObject({
      LifecycleManagement: "ENABLED",
      LifecycleManagementFrom: "profile",
    });
    const { LifecycleManagement, LifecycleManagementFrom, ...times } = profileIdleShutdown(
      profileWith(off),
      domainWith(on(60)),
      "JupyterLab",
    );
    expect([LifecycleManagement, LifecycleManagementFrom]).toEqual(["DISABLED", "profile"]);
    expect(times).toEqual({ AppType: "JupyterLab" });
  });

  it("is the domain's where the profile holds times but says neither", () => {
    expect(profileIdleShutdown(profileWith(lab({ IdleTimeoutInMinutes: 60 })), domainWith(on(120)), "JupyterLab")).toMatchObject({
      IdleTimeoutInMinutes: 120,
      LifecycleManagementFrom: "domain",
    });
  });
});

describe("of a space", () => {
  const own = lab({ IdleTimeoutInMinutes: 240 });

  it("takes its own time, and whether it is on from above", () => {
    expect(spaceIdleShutdown(spaceWith(own), profileWith(on(60)), domainWith(off), "JupyterLab")).toMatchObject({
      LifecycleManagement: "ENABLED",
      LifecycleManagementFrom: "profile",
      IdleTimeoutInMinutes: 240,
      IdleTimeoutFrom: "space",
    });
  });

  it("is off with a time of its own where nobody above turned it on", () => {
    expect(spaceIdleShutdown(spaceWith(own), profileWith({}), domainWith({}), "JupyterLab")).toEqual(nobody);
  });

  it("stands under the domain's defaults for shared spaces where it is shared, and under no profile", () => {
    const shared = spaceWith({}, "Shared");
    expect(spaceIdleShutdown(shared, profileWith(on(60)), domainWith(on(120), on(180)), "JupyterLab")).toMatchObject({
      IdleTimeoutInMinutes: 180,
      IdleTimeoutFrom: "domain",
    });
    expect(spaceIdleShutdown(shared, profileWith(on(60)), domainWith(on(120)), "JupyterLab")).toMatchObject({ IdleTimeoutInMinutes: 120 });
    expect(spaceIdleShutdown(spaceWith({}), undefined, domainWith(on(120), on(180)), "JupyterLab")).toMatchObject({
      IdleTimeoutInMinutes: 120,
    });
  });

  it("only JupyterLab and Code Editor have idle shutdown", () => {
    expect(idleShutdownTypeOf(spaceWith({}))).toBe("JupyterLab");
    expect(
      idleShutdownTypeOf(space({ DomainId: "d-1", SpaceName: "classic", SpaceSettings: { AppType: "JupyterServer" } })),
    ).toBeUndefined();
    expect(idleShutdownTypeOf(space({ DomainId: "d-1", SpaceName: "old" }))).toBeUndefined();
  });
});

it("two idle settings are equal only with the same origin", () => {
  const inherited = profileIdleShutdown(profileWith({}), domainWith(on(60)), "JupyterLab");
  expect(sameIdleShutdown(inherited, domainIdleShutdown(domainWith(on(60)), "JupyterLab"))).toBe(true);
  expect(sameIdleShutdown(inherited, profileIdleShutdown(profileWith(on(60)), domainWith(on(60)), "JupyterLab"))).toBe(false);
});

const distribution = "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu";

it.each([
  [distribution, "1.9.1", "1.9.1"],
  [distribution, "0", "0"],
  [distribution, "2.0.0", undefined],
  [distribution, "10.1", undefined],
  [distribution, "latest", undefined],
  [distribution, undefined, undefined],
  ["arn:aws:sagemaker:us-east-1:111122223333:image/torch", "1.0.0", undefined],
  [undefined, "1.0.0", undefined],
])("of image %s, alias %s, it knows as too old: %s", (SageMakerImageArn, SageMakerImageVersionAlias, tooOld) => {
  expect(
    distributionTooOld({
      ...(SageMakerImageArn && { SageMakerImageArn }),
      ...(SageMakerImageVersionAlias && { SageMakerImageVersionAlias }),
    }),
  ).toBe(tooOld);
});

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
