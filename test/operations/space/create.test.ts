import { describe, expect, it } from "vitest";
import type { Space, UserSettings } from "../../../src/core/domain/domain.ts";
import { type NewSpaceRequest, createSpace, planSpace } from "../../../src/operations/space/create.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeImages } from "../../fakes/images.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const request: NewSpaceRequest = { DomainId: "d-1", SpaceName: "nlp", owner: "Alice", type: "JupyterLab", sharing: "Private", tags: [] };
const nlp: Space = {
  DomainId: "d-1",
  SpaceName: "nlp",
  SpaceArn: "arn:aws:sagemaker:us-east-1:123456789012:space/d-1/nlp",
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
  OwnershipSettings: { OwnerUserProfileName: "Alice" },
  SpaceSharingSettings: { SharingType: "Private" },
  SpaceSettings: {
    AppType: "JupyterLab",
    JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.large" } },
    SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 20 } },
  },
};

const images = fakeImages({
  images: [{ ImageName: "torch" }, { ImageName: "broken", ImageStatus: "CREATE_FAILED" }],
  versions: [{ ImageName: "torch" }, { ImageName: "broken" }],
});
const torchSettings: UserSettings = {
  JupyterLabAppSettings: {
    CustomImages: [
      { ImageName: "torch", AppImageConfigName: "torch" },
      { ImageName: "broken", AppImageConfigName: "broken" },
    ],
  },
};

const studioWith = (spaces: readonly Space[] = [], DefaultUserSettings: UserSettings = {}) =>
  fakeStudio({ domains: [{ DomainId: "d-1", DefaultUserSettings }], profiles: [{ DomainId: "d-1", UserProfileName: "Alice" }], spaces });

async function create(studio: FakeStudio, asked: NewSpaceRequest = request, { wait = true } = {}) {
  return await createSpace(
    { studio, clock: fakeClock(), progress: silentProgress },
    await planSpace({ studio, images: async () => images }, asked),
    wait ? { timeoutMs: 60_000 } : undefined,
  );
}

const sent = (studio: FakeStudio): unknown => JSON.parse(studio.subjects("createSpace")[0] ?? "null");

describe("what is created", () => {
  it("is what was asked, for the owner as the service writes the name", async () => {
    const studio = studioWith([], torchSettings);
    const tags = [{ Key: "team", Value: "nlp" }];
    const { outcome, space } = await create(studio, {
      ...request,
      instanceType: "ml.m5.large",
      volumeGb: 20,
      idleMinutes: 90,
      image: "torch",
      tags,
    });
    expect([outcome, space.Status]).toEqual(["created", "InService"]);
    expect(sent(studio)).toEqual({
      DomainId: "d-1",
      SpaceName: "nlp",
      SpaceSettings: {
        AppType: "JupyterLab",
        JupyterLabAppSettings: {
          DefaultResourceSpec: { InstanceType: "ml.m5.large", SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/torch" },
          AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: 90 } },
        },
        SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 20 } },
      },
      OwnershipSettings: { OwnerUserProfileName: "Alice" },
      SpaceSharingSettings: { SharingType: "Private" },
      Tags: tags,
    });
  });

  it("leaves to the service what was not requested", async () => {
    const studio = studioWith();
    await create(studio, { ...request, type: "CodeEditor", sharing: "Shared" });
    expect(sent(studio)).toMatchObject({ SpaceSettings: { AppType: "CodeEditor" }, SpaceSharingSettings: { SharingType: "Shared" } });
    expect(Object.keys(Object(sent(studio)))).not.toContain("Tags");
  });

  it("is not waited for with no waiting", async () => {
    expect((await create(studioWith(), request, { wait: false })).space.Status).toBe("Pending");
  });

  it("replaces what is still being deleted, once that is gone", async () => {
    const studio = studioWith([nlp]);
    await studio.deleteSpace({ DomainId: "d-1", SpaceName: "nlp" });
    expect(await create(studio)).toMatchObject({ outcome: "created", space: { Status: "InService" } });
  });
});

describe("a space that is there already", () => {
  it("with the same specification is left alone", async () => {
    const studio = studioWith([nlp]);
    expect(await create(studio, { ...request, instanceType: "ml.m5.large", volumeGb: 20 })).toMatchObject({ outcome: "already-there" });
    expect(studio.count("createSpace")).toBe(0);
  });

  it("is waited for", async () => {
    const { outcome, space } = await create(studioWith([{ ...nlp, Status: "Pending" }]), request);
    expect([outcome, space.Status]).toEqual(["already-there", "InService"]);
  });

  it.each<[string, Partial<NewSpaceRequest>, string]>([
    [
      "instance type",
      { instanceType: "ml.m5.xlarge" },
      'SpaceSettings.JupyterLabAppSettings.DefaultResourceSpec.InstanceType is "ml.m5.large", not "ml.m5.xlarge"',
    ],
    ["volume", { volumeGb: 50 }, "SpaceSettings.SpaceStorageSettings.EbsStorageSettings.EbsVolumeSizeInGb is 20, not 50"],
    ["app type", { type: "CodeEditor" }, 'SpaceSettings.AppType is "JupyterLab", not "CodeEditor"'],
    ["sharing", { sharing: "Shared" }, 'SharingType is "Private", not "Shared"'],
    [
      "idle time",
      { idleMinutes: 60 },
      "SpaceSettings.JupyterLabAppSettings.AppLifecycleManagement.IdleSettings.IdleTimeoutInMinutes is not set, not 60",
    ],
  ])("with another %s is in use, which is said with both values", async (_what, asked, why) => {
    const studio = studioWith([nlp]);
    await expect(create(studio, { ...request, ...asked })).rejects.toMatchObject({ code: "in-use", why });
    expect(studio.count("createSpace")).toBe(0);
  });
});

describe("a request that is refused before anything is created", () => {
  it.each<[string, Partial<NewSpaceRequest>, UserSettings, object]>([
    ["an owner who is not there", { owner: "alicia" }, {}, { code: "not-found", fix: 'did you mean "Alice"?' }],
    [
      "an idle time out of the range",
      { idleMinutes: 60 },
      {
        JupyterLabAppSettings: {
          AppLifecycleManagement: { IdleSettings: { LifecycleManagement: "ENABLED", MinIdleTimeoutInMinutes: 90 } },
        },
      },
      { code: "invalid", message: 'space "nlp": 60 minutes is below the minimum of 90' },
    ],
    [
      "a volume over the maximum",
      { volumeGb: 200 },
      { SpaceStorageSettings: { DefaultEbsStorageSettings: { MaximumEbsVolumeSizeInGb: 100 } } },
      { code: "invalid", why: "the domain allows 100 GB at most" },
    ],
  ])("%s", async (_what, asked, defaults, error) => {
    const studio = studioWith([], defaults);
    await expect(create(studio, { ...request, ...asked })).rejects.toMatchObject(error);
    expect(studio.count("createSpace")).toBe(0);
  });
});
