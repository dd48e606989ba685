import { describe, expect, it } from "vitest";
import type { IdleSettings, UserSettings } from "../../../src/core/domain/domain.ts";
import {
  type IdleShutdownType,
  domainIdleShutdown,
  idleShutdownTypeOf,
  profileIdleShutdown,
  sameIdleShutdown,
  spaceIdleShutdown,
} from "../../../src/core/idle-shutdown/idle-shutdown.ts";
import { distributionTooOld } from "../../../src/core/idle-shutdown/image.ts";
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

it("is off by the service where nobody says anything, and each app type is its own", () => {
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

  it("is there for JupyterLab and Code Editor only", () => {
    expect(idleShutdownTypeOf(spaceWith({}))).toBe("JupyterLab");
    expect(
      idleShutdownTypeOf(space({ DomainId: "d-1", SpaceName: "classic", SpaceSettings: { AppType: "JupyterServer" } })),
    ).toBeUndefined();
    expect(idleShutdownTypeOf(space({ DomainId: "d-1", SpaceName: "old" }))).toBeUndefined();
  });
});

it("is the same only from the same origin", () => {
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
