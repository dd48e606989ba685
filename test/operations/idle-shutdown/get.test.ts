import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { IdleSettings, UserSettings } from "../../../src/core/domain/domain.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type LevelIdleShutdown, domainsIdleShutdown, ownersIdleShutdown } from "../../../src/operations/idle-shutdown/get.ts";
import { unreadReason } from "../../../src/core/settings/level.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const lab = (IdleSettings: IdleSettings): UserSettings => ({ JupyterLabAppSettings: { AppLifecycleManagement: { IdleSettings } } });
const on = (minutes: number) => lab({ LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: minutes });
const user = (UserProfileName: string, UserSettings: UserSettings = {}) => ({ DomainId: "d-1", UserProfileName, UserSettings });
const spaceOf = (owner: string, SpaceName: string, settings: UserSettings = {}) => ({
  DomainId: "d-1",
  SpaceName,
  SpaceSettings: { AppType: "JupyterLab" as const, ...settings },
  OwnershipSettings: { OwnerUserProfileName: owner },
  SpaceSharingSettings: { SharingType: "Private" as const },
});
const oldApp: App = {
  DomainId: "d-1",
  SpaceName: "old",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
  ResourceSpec: {
    SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu",
    SageMakerImageVersionAlias: "1.9.1",
  },
};

const studioWith = (options: FakeStudioOptions = {}) =>
  fakeStudio({ domains: [{ DomainId: "d-1", DefaultUserSettings: on(120) }], ...options });
const work = { concurrency: 4, progress: silentProgress };
const told = (levels: readonly LevelIdleShutdown[]) =>
  levels.map(({ UserProfileName, SpaceName, AppType, IdleTimeoutInMinutes = "off", IdleTimeoutFrom, LifecycleManagementFrom }) =>
    [SpaceName ?? UserProfileName ?? "domain", AppType, IdleTimeoutInMinutes, IdleTimeoutFrom ?? LifecycleManagementFrom].join(" "),
  );

describe("a whole domain", () => {
  it("shows its defaults, then who differs and what spaces follow", async () => {
    const studio = studioWith({
      profiles: [user("alice"), user("ben", on(60)), user("carla", lab({ LifecycleManagement: "DISABLED" }))],
      spaces: [
        spaceOf("alice", "same"),
        spaceOf("alice", "own", lab({ IdleTimeoutInMinutes: 240 })),
        spaceOf("Ben", "bens"),
        spaceOf("carla", "carlas"),
      ],
    });
    expect(told((await domainsIdleShutdown({ studio }, "d-1", work)).levels)).toEqual([
      "domain JupyterLab 120 domain",
      "domain CodeEditor off service",
      "ben JupyterLab 60 profile",
      "carla JupyterLab off profile",
      "own JupyterLab 240 space",
      "bens JupyterLab 60 profile",
      "carlas JupyterLab off profile",
    ]);
  });

  it("describes every user and space once, and reports its progress", async () => {
    const seen: string[] = [];
    const studio = studioWith({ profiles: [user("alice"), user("ben")], spaces: [spaceOf("alice", "one"), spaceOf("ben", "two")] });
    await domainsIdleShutdown({ studio }, "d-1", { ...work, progress: { ...silentProgress, update: (text) => void seen.push(text) } });
    expect([
      studio.count("describeDomain"),
      studio.count("describeUserProfile"),
      studio.count("describeSpace"),
      studio.count("listApps"),
    ]).toEqual([1, 2, 2, 1]);
    expect(seen).toEqual(expect.arrayContaining(["2/2 user profiles read", "2/2 spaces read"]));
  });

  it("leaves out users and spaces deleted meanwhile, and reports those that cannot be read", async () => {
    const studio = studioWith({ profiles: [user("alice", on(60)), user("ben", on(60))] });
    studio.fail("describeUserProfile", "alice", new StudioctlError("not-found", "gone"));
    expect(told((await domainsIdleShutdown({ studio }, "d-1", work)).levels).slice(2)).toEqual(["ben JupyterLab 60 profile"]);
    studio.fail("describeUserProfile", "ben");
    const { levels, unread } = await domainsIdleShutdown({ studio }, "d-1", work);
    expect([told(levels).slice(2), unread.map(unreadReason)]).toEqual([
      [],
      ["user profile d-1/ben was not read: not allowed to describeUserProfile"],
    ]);
  });

  it("shows no effective setting for a private space whose owner cannot be read, but shows that of a shared one", async () => {
    const own = lab({ IdleTimeoutInMinutes: 240 });
    const shared = { ...spaceOf("ben", "team", own), SpaceSharingSettings: { SharingType: "Shared" as const } };
    const studio = studioWith({ profiles: [user("ben", on(60))], spaces: [spaceOf("Ben", "bens", own), shared] });
    studio.fail("describeUserProfile", "ben");
    const { levels, unread } = await domainsIdleShutdown({ studio }, "d-1", work);
    expect([told(levels).slice(2), unread.map(unreadReason)]).toEqual([
      ["team JupyterLab 240 space"],
      [
        "user profile d-1/ben was not read: not allowed to describeUserProfile",
        "space d-1/bens was not read: not allowed to describeUserProfile",
      ],
    ]);
  });

  it("fails where the domain cannot be read: all else rests on it", async () => {
    const studio = studioWith({ profiles: [user("alice")] });
    studio.fail("describeDomain", "d-1");
    await expect(domainsIdleShutdown({ studio }, "d-1", work)).rejects.toMatchObject({ code: "denied" });
  });

  it("notes a running app whose image is too old, though the space does not differ", async () => {
    const studio = studioWith({ profiles: [user("alice")], spaces: [spaceOf("alice", "old"), spaceOf("alice", "new")], apps: [oldApp] });
    const { levels } = await domainsIdleShutdown({ studio }, "d-1", work);
    expect(levels.slice(2)).toEqual([
      expect.objectContaining({ SpaceName: "old", Note: expect.stringContaining("SageMaker Distribution 1.9.1") }),
    ]);
  });
});

describe("one owner", () => {
  it("is shown in full, both types of a user", async () => {
    const studio = studioWith({ profiles: [user("alice")] });
    expect(told(await ownersIdleShutdown({ studio }, "d-1", { UserProfileName: "alice" }))).toEqual([
      "alice JupyterLab 120 domain",
      "alice CodeEditor off service",
    ]);
  });

  it("is shown under its owner's profile where it is a space, even an owner who is gone", async () => {
    const studio = studioWith({ profiles: [user("ben", on(60))], spaces: [spaceOf("ben", "bens"), spaceOf("gone", "orphan")] });
    expect(told(await ownersIdleShutdown({ studio }, "d-1", { SpaceName: "bens" }))).toEqual(["bens JupyterLab 60 profile"]);
    expect(told(await ownersIdleShutdown({ studio }, "d-1", { SpaceName: "orphan" }))).toEqual(["orphan JupyterLab 120 domain"]);
  });

  it.each([
    ["an app that is gone", { ...oldApp, Status: "Deleted" as const }, 120],
    ["idle shutdown that is off", oldApp, undefined],
  ])("has no note for %s", async (_what, app, minutes) => {
    const studio = studioWith({
      domains: [{ DomainId: "d-1", DefaultUserSettings: minutes === undefined ? {} : on(minutes) }],
      profiles: [user("alice")],
      spaces: [spaceOf("alice", "old")],
      apps: [app],
    });
    const [level] = await ownersIdleShutdown({ studio }, "d-1", { SpaceName: "old" });
    expect(level).not.toHaveProperty("Note");
  });
});
