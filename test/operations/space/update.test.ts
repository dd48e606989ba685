import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { Space, UserProfile, UserSettings } from "../../../src/core/domain/domain.ts";
import { type SpaceUpdateRequest, planSpaceUpdate, updateSpace } from "../../../src/operations/space/update.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeImages } from "../../fakes/images.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const distribution = "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu";
const key = { DomainId: "d-1", SpaceName: "nlp" };
const settings: Space["SpaceSettings"] = {
  AppType: "JupyterLab",
  JupyterLabAppSettings: {
    DefaultResourceSpec: { InstanceType: "ml.t3.medium", SageMakerImageArn: distribution },
    CodeRepositories: [{ RepositoryUrl: "https://git.example/r" }],
  },
  SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 20 } },
};
const lab: App = { ...key, AppType: "JupyterLab", AppName: "default", Status: "InService", CreationTime: new Date("2026-03-01T00:00:00Z") };

const studioWith = ({
  space = {},
  apps = [],
  profile = {},
}: { space?: Partial<Space>; apps?: readonly App[]; profile?: UserSettings } = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1" }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", UserSettings: profile } satisfies Partial<UserProfile>],
    spaces: [{ ...key, OwnershipSettings: { OwnerUserProfileName: "alice" }, SpaceSettings: settings, ...space }],
    apps,
  });

const images = fakeImages({
  images: [{ ImageName: "torch" }],
  versions: [
    { ImageName: "torch", Aliases: ["1.0.0"] },
    { ImageName: "torch", Version: 2 },
    { ImageName: "torch", Version: 3, ImageVersionStatus: "CREATE_FAILED", FailureReason: "cannot pull" },
  ],
});

const plan = (studio: FakeStudio, request: Partial<SpaceUpdateRequest>) =>
  planSpaceUpdate({ studio, images: async () => images }, { ...key, ...request });
const update = async (studio: FakeStudio, request: Partial<SpaceUpdateRequest>, { wait = true } = {}) =>
  await updateSpace(
    { studio, clock: fakeClock(), progress: silentProgress },
    await plan(studio, request),
    wait ? { timeoutMs: 60_000 } : undefined,
  );
const sent = (studio: FakeStudio): unknown[] => studio.subjects("updateSpace").map((subject) => JSON.parse(subject));

describe("what is written", () => {
  it("is the sub-structure concerned as a whole, without the app type, and nothing beside it", async () => {
    const studio = studioWith();
    expect((await update(studio, { instanceType: "ml.m5.large" })).Status).toBe("InService");
    const spec = { InstanceType: "ml.m5.large", SageMakerImageArn: distribution };
    expect(sent(studio)).toEqual([
      { ...key, SpaceSettings: { JupyterLabAppSettings: { ...settings.JupyterLabAppSettings, DefaultResourceSpec: spec } } },
    ]);
  });

  it("for a display name is that alone, for any kind of space", async () => {
    const studio = studioWith({ space: { SpaceSettings: { AppType: "JupyterServer" } } });
    await update(studio, { displayName: "NLP" });
    expect(sent(studio)).toEqual([{ ...key, SpaceDisplayName: "NLP" }]);
  });

  it("starts from what is there once another change is through", async () => {
    const studio = studioWith({ space: { Status: "Updating" } });
    await update(studio, { volumeGb: 50 });
    expect(sent(studio)).toEqual([{ ...key, SpaceSettings: { SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 50 } } } }]);
  });

  it("is not waited for with no waiting", async () => {
    expect((await update(studioWith(), { volumeGb: 50 }, { wait: false })).Status).toBe("Updating");
  });
});

describe("a space that the service answers is Updating", () => {
  it("is written once that change is through", async () => {
    const studio = studioWith();
    studio.when("updateSpace", "nlp", () => {
      if (studio.count("updateSpace") === 1) throw new StudioctlError("not-ready", "it is in Updating status");
    });
    expect((await update(studio, { volumeGb: 50 })).Status).toBe("InService");
    expect(studio.count("updateSpace")).toBe(2);
  });
});

describe("the plan", () => {
  it("shows the differences with their paths", async () => {
    const { differences } = await plan(studioWith(), { instanceType: "ml.m5.large", idleMinutes: 90, volumeGb: 20 });
    expect(differences).toEqual([
      { Setting: "SpaceSettings.JupyterLabAppSettings.DefaultResourceSpec.InstanceType", Before: "ml.t3.medium", After: "ml.m5.large" },
      { Setting: "SpaceSettings.JupyterLabAppSettings.AppLifecycleManagement.IdleSettings.IdleTimeoutInMinutes", After: 90 },
    ]);
  });

  it("is empty where it is so already, even with an app that runs", async () => {
    const { differences } = await plan(studioWith({ apps: [lab] }), { instanceType: "ml.t3.medium", volumeGb: 20, image: distribution });
    expect(differences).toEqual([]);
  });

  it("names the app that continues with its present settings", async () => {
    expect((await plan(studioWith({ apps: [lab] }), { instanceType: "ml.m5.large" })).running).toMatchObject({ AppName: "default" });
    expect((await plan(studioWith({ apps: [{ ...lab, Status: "Failed" }] }), { instanceType: "ml.m5.large" })).running).toBeUndefined();
  });
});

const atMost = (MaximumEbsVolumeSizeInGb: number) => ({
  SpaceStorageSettings: { DefaultEbsStorageSettings: { MaximumEbsVolumeSizeInGb } },
});

describe("what is refused beforehand", () => {
  const idle = {
    JupyterLabAppSettings: { AppLifecycleManagement: { IdleSettings: { LifecycleManagement: "ENABLED", MaxIdleTimeoutInMinutes: 120 } } },
  } as const;

  it.each<[string, Parameters<typeof studioWith>[0], Partial<SpaceUpdateRequest>, object]>([
    [
      "a smaller volume, with both sizes",
      {},
      { volumeGb: 10 },
      { code: "invalid", message: 'the volume of space "nlp" has 20 GB and cannot shrink to 10 GB' },
    ],
    [
      "a volume over the owner's maximum",
      { profile: atMost(30) },
      { volumeGb: 50 },
      { code: "invalid", why: "the profile allows 30 GB at most" },
    ],
    [
      "a larger volume while the app runs, which is named",
      { apps: [lab] },
      { volumeGb: 50 },
      { code: "in-use", why: "d-1/space:nlp/JupyterLab/default is InService" },
    ],
    [
      "an idle time out of the range",
      { profile: idle },
      { idleMinutes: 180 },
      { code: "invalid", message: 'space "nlp": 180 minutes is above the maximum of 120' },
    ],
    [
      "settings of a space of Studio Classic",
      { space: { SpaceSettings: { AppType: "JupyterServer" } } },
      { idleMinutes: 60 },
      { code: "invalid", message: 'space "nlp" is for JupyterServer, not for JupyterLab or CodeEditor' },
    ],
    ["a space that is not there", {}, { SpaceName: "npl", volumeGb: 50 }, { code: "not-found", fix: 'did you mean "nlp"?' }],
  ])("%s", async (_what, world, request, error) => {
    const studio = studioWith(world);
    await expect(plan(studio, request)).rejects.toMatchObject(error);
    expect(sent(studio)).toEqual([]);
  });
});

const custom = (...types: ("JupyterLab" | "CodeEditor")[]): UserSettings =>
  Object.fromEntries(types.map((type) => [`${type}AppSettings`, { CustomImages: [{ ImageName: "torch", AppImageConfigName: "torch" }] }]));
const own = "arn:aws:sagemaker:us-east-1:123456789012:image/torch";
const spec = (studio: FakeStudio): unknown => Object(sent(studio)[0]).SpaceSettings.JupyterLabAppSettings.DefaultResourceSpec;
const at = (DefaultResourceSpec: object): Partial<Space> => ({
  SpaceSettings: { ...settings, JupyterLabAppSettings: { DefaultResourceSpec } },
});

describe("another image", () => {
  it.each<[string, Partial<SpaceUpdateRequest>, Partial<Space>, object]>([
    [
      "by name, the version of the old one gone",
      { image: "torch" },
      at({ InstanceType: "ml.t3.medium", SageMakerImageArn: distribution, SageMakerImageVersionAlias: "3.2.0" }),
      { InstanceType: "ml.t3.medium", SageMakerImageArn: own },
    ],
    [
      "at a version",
      { image: "torch", imageVersion: 2 },
      {},
      { InstanceType: "ml.t3.medium", SageMakerImageArn: own, SageMakerImageVersionArn: `${own.replace(":image/", ":image-version/")}/2` },
    ],
    [
      "at an alias",
      { image: "torch", imageVersion: "1.0.0" },
      {},
      { InstanceType: "ml.t3.medium", SageMakerImageArn: own, SageMakerImageVersionAlias: "1.0.0" },
    ],
    [
      "of AWS at an alias, which only the service can judge",
      { imageVersion: "3.2.0" },
      {},
      { InstanceType: "ml.t3.medium", SageMakerImageArn: distribution, SageMakerImageVersionAlias: "3.2.0" },
    ],
    [
      "at whichever version is the latest",
      { imageVersion: "latest" },
      at({
        InstanceType: "ml.t3.medium",
        SageMakerImageArn: own,
        SageMakerImageVersionArn: `${own.replace(":image/", ":image-version/")}/1`,
      }),
      { InstanceType: "ml.t3.medium", SageMakerImageArn: own },
    ],
    ["none: back to the service's default", { image: "none" }, {}, { InstanceType: "ml.t3.medium" }],
    [
      "with the instance type that the service wants beside it",
      { image: "torch" },
      at({}),
      { InstanceType: "ml.m5.xlarge", SageMakerImageArn: own },
    ],
  ])("is written: %s", async (_what, request, space, expected) => {
    const profile = {
      JupyterLabAppSettings: { ...custom("JupyterLab")["JupyterLabAppSettings"], DefaultResourceSpec: { InstanceType: "ml.m5.xlarge" } },
    };
    const studio = studioWith({ space, profile });
    await update(studio, request);
    expect(spec(studio)).toEqual(expected);
  });

  it.each<[string, Partial<SpaceUpdateRequest>, UserSettings, object]>([
    [
      "that is not there",
      { image: "torhc" },
      { JupyterLabAppSettings: { CustomImages: [{ ImageName: "torhc", AppImageConfigName: "x" }] } },
      { code: "not-found", fix: 'did you mean "torch"?' },
    ],
    [
      "that is not attached",
      { image: "torch" },
      {},
      {
        code: "invalid",
        message: 'image "torch" is not attached for space "nlp"',
        fix: "studioctl image attach torch --domain d-1 --app-type JupyterLab",
      },
    ],
    [
      "that is attached for another type",
      { image: "torch" },
      custom("CodeEditor"),
      { code: "invalid", message: 'image "torch" is attached for CodeEditor, not for JupyterLab' },
    ],
    [
      "of another Region",
      { image: own.replace("us-east-1", "eu-west-1") },
      custom("JupyterLab"),
      { code: "invalid", message: expect.stringContaining("is in eu-west-1") },
    ],
    [
      "in a version that is not there",
      { image: "torch", imageVersion: 9 },
      custom("JupyterLab"),
      { code: "not-found", message: 'image "torch" has no version 9', why: "its versions: 3, 2, 1" },
    ],
    ["in a version that failed", { image: "torch", imageVersion: 3 }, custom("JupyterLab"), { code: "failed", why: "cannot pull" }],
    ["at an alias that is not there", { image: "torch", imageVersion: "2.0.0" }, custom("JupyterLab"), { code: "not-found" }],
    ["that is none, at a version", { image: "none", imageVersion: 1 }, {}, { code: "usage" }],
  ])("is refused before anything is written: %s", async (_what, request, profile, error) => {
    const studio = studioWith({ profile });
    await expect(plan(studio, request)).rejects.toMatchObject(error);
    expect(studio.count("updateSpace")).toBe(0);
  });

  it("of a shared space is not that of its owner", async () => {
    const studio = studioWith({ profile: custom("JupyterLab"), space: { SpaceSharingSettings: { SharingType: "Shared" } } });
    await expect(plan(studio, { image: "torch" })).rejects.toMatchObject({ code: "invalid" });
  });

  it("of a space with the default one cannot be a version alone", async () => {
    await expect(plan(studioWith({ space: at({ InstanceType: "ml.t3.medium" }) }), { imageVersion: 2 })).rejects.toMatchObject({
      code: "usage",
      fix: expect.stringContaining("--image"),
    });
  });

  it("that these credentials may not read is left to the service, and said", async () => {
    images.fail("describeImage", "torch");
    const { unknown } = await plan(studioWith({ profile: custom("JupyterLab") }), { image: "torch" });
    expect(unknown).toHaveLength(1);
  });
});
