import { describe, expect, it } from "vitest";
import type { SpaceSettings, UserSettings } from "../../../src/core/domain/domain.ts";
import { largestVolume, requestedSettings } from "../../../src/core/space/settings.ts";
import { domain, profile } from "../../fakes/entities.ts";

const present: SpaceSettings = {
  AppType: "JupyterLab",
  JupyterLabAppSettings: {
    DefaultResourceSpec: { InstanceType: "ml.t3.medium", SageMakerImageArn: "arn:old", SageMakerImageVersionAlias: "2.1" },
    CodeRepositories: [{ RepositoryUrl: "https://git.example/r" }],
  },
  SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 5 } },
  RemoteAccess: "ENABLED",
};

describe("the settings that a request concerns", () => {
  it("are whole, with the siblings, and nothing beside them", () => {
    expect(requestedSettings(present, "JupyterLab", { instanceType: "ml.m5.large", idleMinutes: 90 })).toEqual({
      JupyterLabAppSettings: {
        DefaultResourceSpec: { InstanceType: "ml.m5.large", SageMakerImageArn: "arn:old", SageMakerImageVersionAlias: "2.1" },
        CodeRepositories: [{ RepositoryUrl: "https://git.example/r" }],
        AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: 90 } },
      },
    });
  });

  it("never hold the app type, which the service refuses", () => {
    expect(
      requestedSettings(present, "JupyterLab", {
        instanceType: "ml.m5.large",
        volumeGb: 10,
        idleMinutes: 60,
        image: { SageMakerImageArn: "arn:x" },
      }),
    ).not.toHaveProperty("AppType");
  });

  it("for a volume are the storage alone", () => {
    expect(requestedSettings(present, "JupyterLab", { volumeGb: 50 })).toEqual({
      SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 50 } },
    });
  });

  it("with another image lose the version of the old one, and without one all that names it", () => {
    const after = (DefaultResourceSpec: object) => ({ JupyterLabAppSettings: { ...present.JupyterLabAppSettings, DefaultResourceSpec } });
    expect(requestedSettings(present, "JupyterLab", { image: { SageMakerImageArn: "arn:new" } })).toEqual(
      after({ InstanceType: "ml.t3.medium", SageMakerImageArn: "arn:new" }),
    );
    expect(requestedSettings(present, "JupyterLab", { image: {} })).toEqual(after({ InstanceType: "ml.t3.medium" }));
  });

  it.each<[string, SpaceSettings["JupyterLabAppSettings"], Parameters<typeof requestedSettings>[2], object]>([
    [
      "of a new image",
      undefined,
      { image: { SageMakerImageArn: "arn:new" } },
      { InstanceType: "ml.t3.medium", SageMakerImageArn: "arn:new" },
    ],
    [
      "the profile's or domain's, where they have one",
      undefined,
      { image: { SageMakerImageArn: "arn:new" }, fallbackInstance: "ml.m5.large" },
      { InstanceType: "ml.m5.large", SageMakerImageArn: "arn:new" },
    ],
    [
      "of a lifecycle config that is there, whatever is asked",
      { DefaultResourceSpec: { LifecycleConfigArn: "arn:lcc" } },
      { idleMinutes: 60 },
      { InstanceType: "ml.t3.medium", LifecycleConfigArn: "arn:lcc" },
    ],
    [
      "in place of an image that is all there is",
      { DefaultResourceSpec: { SageMakerImageArn: "arn:old" } },
      { image: {} },
      { InstanceType: "ml.t3.medium" },
    ],
  ])("have an instance type beside an image or a lifecycle config: %s", (_what, JupyterLabAppSettings, request, spec) => {
    const settings = JupyterLabAppSettings === undefined ? {} : { JupyterLabAppSettings };
    expect(requestedSettings(settings, "JupyterLab", request)).toMatchObject({ JupyterLabAppSettings: { DefaultResourceSpec: spec } });
  });

  it("of a new space are what is asked, and nothing where nothing is", () => {
    expect(requestedSettings({}, "CodeEditor", { instanceType: "ml.t3.large" })).toEqual({
      CodeEditorAppSettings: { DefaultResourceSpec: { InstanceType: "ml.t3.large" } },
    });
    expect(requestedSettings({}, "CodeEditor", {})).toEqual({});
  });
});

const most = (MaximumEbsVolumeSizeInGb: number): UserSettings => ({
  SpaceStorageSettings: { DefaultEbsStorageSettings: { MaximumEbsVolumeSizeInGb } },
});

describe("the largest volume", () => {
  const research = domain({ DomainId: "d-1", DefaultUserSettings: most(100), DefaultSpaceSettings: most(300) });
  const alice = profile({ DomainId: "d-1", UserProfileName: "alice", UserSettings: most(200) });

  it.each([
    ["of a private space is the profile's", false, alice, research, { gb: 200, from: "profile" }],
    ["else the domain's", false, undefined, research, { gb: 100, from: "domain" }],
    ["of a shared space is the domain's for those", true, undefined, research, { gb: 300, from: "domain" }],
    ["is not known where nobody says", true, undefined, domain({ DomainId: "d-1" }), undefined],
  ] as const)("%s", (_what, shared, owner, domain, expected) => {
    expect(largestVolume(shared, owner, domain)).toEqual(expected);
  });
});
