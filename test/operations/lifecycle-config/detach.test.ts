import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { UserSettings } from "../../../src/core/domain/domain.ts";
import { appsUsing, listAttached } from "../../../src/operations/lifecycle-config/attachments.ts";
import { unusedLifecycleConfig } from "../../../src/operations/lifecycle-config/delete.ts";
import { applyDetach, planDetach } from "../../../src/operations/lifecycle-config/detach.ts";
import { type SettingsLevel, levelLabel, unreadReason } from "../../../src/core/settings/level.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeLifecycleConfigs, lifecycleConfig, lifecycleConfigArn } from "../../fakes/lifecycle-configs.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const arn = lifecycleConfigArn("lab");
const other = "arn:other";
const configs = fakeLifecycleConfigs([lifecycleConfig("lab", "JupyterLab"), lifecycleConfig("spare", "JupyterLab")]);
const work = { concurrency: 3, progress: silentProgress };
const listed = (...LifecycleConfigArns: string[]): UserSettings => ({ JupyterLabAppSettings: { LifecycleConfigArns } });
const running: App = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
  ResourceSpec: { LifecycleConfigArn: arn },
};

/** The config at a domain and its shared spaces, as alice's default, in her space, and nowhere of ben's. */
const region = (apps: readonly App[] = []) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DefaultUserSettings: listed(other, arn), DefaultSpaceSettings: listed(arn) }, { DomainId: "d-2" }],
    profiles: [
      {
        DomainId: "d-1",
        UserProfileName: "alice",
        UserSettings: {
          JupyterLabAppSettings: {
            LifecycleConfigArns: [arn],
            DefaultResourceSpec: { InstanceType: "ml.m5.large", LifecycleConfigArn: arn },
          },
        },
      },
      { DomainId: "d-1", UserProfileName: "ben", UserSettings: listed(other) },
    ],
    spaces: [
      {
        DomainId: "d-1",
        SpaceName: "nlp",
        OwnershipSettings: { OwnerUserProfileName: "alice" },
        SpaceSettings: { AppType: "JupyterLab", JupyterLabAppSettings: { DefaultResourceSpec: { LifecycleConfigArn: arn } } },
      },
    ],
    apps,
  });
const plan = (studio: FakeStudio, level?: SettingsLevel, name = "lab") => planDetach({ studio, configs }, { name, level }, work);
const detach = async (studio: FakeStudio, level?: SettingsLevel, wait = true) =>
  await applyDetach({ studio, clock: fakeClock(), progress: silentProgress }, await plan(studio, level), { timeoutMs: 60_000 }, wait);
const unused = (studio: FakeStudio, name: string) => unusedLifecycleConfig({ studio, configs }, name, work);
const writes = (studio: FakeStudio): unknown[] =>
  studio.calls.filter(([method]) => method.startsWith("update")).map(([, subject]) => JSON.parse(subject));

const fromSpace = { DomainId: "d-1", SpaceName: "nlp", SpaceSettings: { JupyterLabAppSettings: { DefaultResourceSpec: {} } } };
const fromAlice = {
  DomainId: "d-1",
  UserProfileName: "alice",
  UserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: [], DefaultResourceSpec: { InstanceType: "ml.m5.large" } } },
};
const fromShared = { DomainId: "d-1", DefaultSpaceSettings: { JupyterLabAppSettings: { LifecycleConfigArns: [] } } };
const fromDomain = { DomainId: "d-1", DefaultUserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: [other] } } };

describe("detaching", () => {
  it("without a level is from everywhere, users and spaces before their domain", async () => {
    const studio = region();
    expect((await detach(studio)).map(({ Status }) => Status)).toEqual(["InService", "InService", "InService", "InService"]);
    expect(writes(studio)).toEqual([fromSpace, fromAlice, fromShared, fromDomain]);
    expect((await plan(studio)).changes).toEqual([]);
  });

  it.each<[string, SettingsLevel, object[]]>([
    ["a user, whose default it was", { DomainId: "d-1", owner: { UserProfileName: "alice" } }, [fromAlice]],
    ["a space", { DomainId: "d-1", owner: { SpaceName: "nlp" } }, [fromSpace]],
    ["a domain, with what it has for shared spaces", { DomainId: "d-1" }, [fromShared, fromDomain]],
    ["one that does not have it", { DomainId: "d-1", owner: { UserProfileName: "ben" } }, []],
  ])("from %s leaves all other levels alone", async (_what, level, written) => {
    const studio = region();
    await detach(studio, level);
    expect(writes(studio)).toEqual(written);
  });

  it("without waiting waits between two changes of one domain all the same", async () => {
    const studio = region();
    expect((await detach(studio, undefined, false)).map(({ Status }) => Status)).toEqual(["Updating", "Updating", "InService", "Updating"]);
    expect(writes(studio)).toHaveLength(4);
  });

  it("is refused while apps use it, which are named with how to stop them", async () => {
    const studio = region([running]);
    for (const owner of [undefined, { UserProfileName: "alice" }, { SpaceName: "nlp" }]) {
      await expect(plan(studio, { DomainId: "d-1", owner })).rejects.toMatchObject({
        code: "in-use",
        message: 'lifecycle config "lab" cannot be detached while apps use it',
        why: "d-1/space:nlp/JupyterLab/default",
        fix: "stop them first: studioctl app stop d-1/space:nlp/JupyterLab/default",
      });
    }
    expect(writes(studio)).toEqual([]);
  });

  it("from where it is not asks for no app to stop", async () => {
    expect((await plan(region([running]), { DomainId: "d-1", owner: { UserProfileName: "ben" } })).changes).toEqual([]);
  });

  it("continues with the others where a level cannot be read, and reports it", async () => {
    const studio = region();
    studio.fail("describeSpace", "nlp");
    const { changes, unread } = await plan(studio);
    expect(changes.map(({ level }) => levelLabel(level))).toEqual(["user profile d-1/alice", "shared spaces of domain d-1", "domain d-1"]);
    expect(unread.map(unreadReason)).toEqual(["space d-1/nlp was not read: not allowed to describeSpace"]);
  });

  it("reads each level once before it asks, and a named one alone", async () => {
    const [all, one] = [region(), region()];
    await plan(all);
    await plan(one, { DomainId: "d-1", owner: { SpaceName: "nlp" } });
    expect([all.count("describeDomain"), all.count("describeUserProfile"), all.count("describeSpace")]).toEqual([2, 2, 1]);
    expect(one.calls.map(([method]) => method)).toEqual(["describeSpace", "listApps"]);
  });

  it("rejects an unknown name with the one that was meant", async () => {
    await expect(plan(region(), undefined, "lap")).rejects.toMatchObject({ code: "not-found", fix: 'did you mean "lab"?' });
  });
});

describe("apps that use a config", () => {
  const config = lifecycleConfig("lab", "JupyterLab");
  const at = async (apps: readonly App[], level?: SettingsLevel) => (await appsUsing({ studio: region(apps) }, config, level)).length;

  it.each<[string, App, SettingsLevel | undefined, number]>([
    ["those that run count", running, undefined, 1],
    ["those that start count", { ...running, Status: "Pending" }, undefined, 1],
    ["those that are gone do not", { ...running, Status: "Deleted" }, undefined, 0],
    ["those with another do not", { ...running, ResourceSpec: { LifecycleConfigArn: other } }, undefined, 0],
    ["those of another domain do not", running, { DomainId: "d-2" }, 0],
    ["those of the spaces that a user owns count", running, { DomainId: "d-1", owner: { UserProfileName: "ALICE" } }, 1],
    ["those of others do not", running, { DomainId: "d-1", owner: { UserProfileName: "ben" } }, 0],
  ])("%s", async (_what, app, level, count) => {
    expect(await at([app], level)).toBe(count);
  });
});

describe("deleting", () => {
  it("is for one that nothing uses", async () => {
    expect(await unused(region([running]), "spare")).toMatchObject({ StudioLifecycleConfigName: "spare" });
  });

  it("is refused with the levels that have it, and the apps that use it", async () => {
    await expect(unused(region([running]), "lab")).rejects.toMatchObject({
      code: "in-use",
      message: 'lifecycle config "lab" is in use',
      why: "attached to domain d-1, shared spaces of domain d-1, user profile d-1/alice, space d-1/nlp; used by d-1/space:nlp/JupyterLab/default",
      fix: "studioctl app stop d-1/space:nlp/JupyterLab/default && studioctl lifecycle-config detach lab",
    });
  });

  it("is refused where a level cannot be read: it may have it", async () => {
    const studio = region();
    studio.fail("describeUserProfile", "ben");
    await expect(unused(studio, "spare")).rejects.toMatchObject({
      code: "denied",
      message: 'it is unknown whether lifecycle config "spare" is attached somewhere',
      why: "user profile d-1/ben was not read: not allowed to describeUserProfile",
    });
  });
});

describe("the list", () => {
  it("shows each config with the levels that have it", async () => {
    const { configs: all, unread } = await listAttached({ studio: region(), configs }, work);
    expect(unread).toEqual([]);
    expect(
      all.map(({ config, attachments }) => [
        config.StudioLifecycleConfigName,
        attachments.map(({ level, Default }) => [level.owner ?? level.sharedSpaces ?? "domain", Default]),
      ]),
    ).toEqual([
      [
        "lab",
        [
          ["domain", false],
          [true, false],
          [{ UserProfileName: "alice" }, true],
          [{ SpaceName: "nlp" }, true],
        ],
      ],
      ["spare", []],
    ]);
  });

  it("shows the others where a level cannot be read, and reports that level", async () => {
    const studio = region();
    studio.fail("describeSpace", "nlp");
    const {
      configs: [lab],
      unread,
    } = await listAttached({ studio, configs }, work);
    expect([lab?.attachments.length, unread.map(unreadReason)]).toEqual([3, ["space d-1/nlp was not read: not allowed to describeSpace"]]);
  });

  it("reads no level where there is no config", async () => {
    const studio = region();
    expect(await listAttached({ studio, configs: fakeLifecycleConfigs() }, work)).toEqual({ configs: [], domains: new Map(), unread: [] });
    expect(studio.calls).toEqual([]);
  });
});
