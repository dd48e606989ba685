import { describe, expect, it } from "vitest";
import { type AppRequest, checkRequest, prepareApp } from "../../../src/operations/app/request.ts";
import { fakeImages } from "../../fakes/images.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const gateway = (InstanceType: string) => ({ KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType } } });
const options = {
  domains: [{ DomainId: "d-1", DefaultUserSettings: gateway("ml.c5.large") }],
  profiles: [
    { DomainId: "d-1", UserProfileName: "alice", UserSettings: gateway("ml.m5.large") },
    { DomainId: "d-1", UserProfileName: "ben" },
  ],
  spaces: [
    {
      DomainId: "d-1",
      SpaceName: "nlp",
      SpaceSettings: { AppType: "JupyterLab", JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.r5.large" } } },
    },
    { DomainId: "d-1", SpaceName: "code", SpaceSettings: { AppType: "CodeEditor" } },
    { DomainId: "d-1", SpaceName: "old" },
  ],
} as const;

const images = fakeImages({ images: [{ ImageName: "torch" }], versions: [{ ImageName: "torch" }, { ImageName: "torch", Version: 2 }] });
const request = (more: Partial<AppRequest>): AppRequest => ({ domainId: "d-1", recovery: false, tags: [], ...more });
const prepare = (more: Partial<AppRequest>, studio = fakeStudio(options)) =>
  prepareApp({ studio, images: async () => images }, request(more));
const image = "arn:aws:sagemaker:us-east-1:123456789012:image";

describe("the instance type", () => {
  it.each<[string, Partial<AppRequest>, string]>([
    ["is the one asked for", { user: "alice", type: "KernelGateway", instanceType: "ml.g4dn.xlarge" }, "ml.g4dn.xlarge"],
    ["else the profile's default", { user: "alice", type: "KernelGateway" }, "ml.m5.large"],
    ["else the domain's", { user: "ben", type: "KernelGateway" }, "ml.c5.large"],
    ["is system for JupyterServer", { user: "alice", type: "JupyterServer" }, "system"],
    ["is the space's", { space: "nlp" }, "ml.r5.large"],
    ["else the service's own", { space: "code" }, "ml.t3.medium"],
  ])("%s", async (_what, more, instanceType) => {
    expect(await prepare(more)).toMatchObject({ instanceType });
  });
});

describe("the instance type of a space with remote access on", () => {
  const remote = fakeStudio({
    ...options,
    spaces: [{ DomainId: "d-1", SpaceName: "ssh", SpaceSettings: { AppType: "JupyterLab", RemoteAccess: "ENABLED" } }],
  });

  it("is the smallest that has enough memory where none is set or requested, with a note", async () => {
    expect(await prepare({ space: "ssh" }, remote)).toMatchObject({
      instanceType: "ml.t3.large",
      app: { ResourceSpec: { InstanceType: "ml.t3.large" } },
      notes: ["it runs on ml.t3.large: remote access is on, and needs more memory than the default ml.t3.medium has"],
    });
  });

  it("is the one requested, or that of the last run, without a note", async () => {
    const lastLife = { InstanceType: "ml.m5.xlarge" };
    for (const more of [{ instanceType: "ml.m5.xlarge" }, { lastLife }]) {
      const prepared = await prepare({ space: "ssh", ...more }, remote);
      expect([prepared.instanceType, prepared.notes]).toEqual(["ml.m5.xlarge", undefined]);
    }
    await expect(prepare({ space: "ssh", instanceType: "ml.t3.medium" }, remote)).rejects.toMatchObject({ code: "invalid" });
  });
});

it("a request has what was given, and leaves the rest to the service", async () => {
  const { app } = await prepare({ user: "alice", type: "KernelGateway", name: "churn" });
  expect(app).toEqual({ DomainId: "d-1", UserProfileName: "alice", AppType: "KernelGateway", AppName: "churn" });
});

it("a request has every given setting", async () => {
  const tags = [{ Key: "team", Value: "growth" }];
  const { app } = await prepare({
    user: "alice",
    type: "KernelGateway",
    name: "churn",
    instanceType: "ml.t3.large",
    image: "pytorch-1.13",
    imageVersion: 3,
    lifecycleConfig: "none",
    recovery: true,
    tags,
  });
  expect(app).toEqual({
    DomainId: "d-1",
    UserProfileName: "alice",
    AppType: "KernelGateway",
    AppName: "churn",
    ResourceSpec: {
      InstanceType: "ml.t3.large",
      SageMakerImageArn: `${image}/pytorch-1.13`,
      SageMakerImageVersionArn: "arn:aws:sagemaker:us-east-1:123456789012:image-version/pytorch-1.13/3",
      LifecycleConfigArn: "None",
    },
    RecoveryMode: true,
    Tags: tags,
  });
});

it("a request has an image's ARN unchanged", async () => {
  const arn = "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0";
  expect(await prepare({ user: "alice", type: "KernelGateway", image: arn })).toMatchObject({
    app: { ResourceSpec: { SageMakerImageArn: arn } },
  });
});

it.each([
  ["nlp", "JupyterLab"],
  ["code", "CodeEditor"],
])("the app of space %s is its %s, named default", async (space, AppType) => {
  expect((await prepare({ space })).app).toEqual({ DomainId: "d-1", SpaceName: space, AppType, AppName: "default" });
});

it.each<[string, Partial<AppRequest>, string, RegExp]>([
  ["a space of another type", { space: "nlp", type: "CodeEditor" }, "invalid", /space "nlp" is for JupyterLab, not for CodeEditor/],
  ["a space that does not say its type", { space: "old" }, "usage", /space "old" has no app type/],
  ["an unknown user, with the one meant", { user: "alcie", type: "KernelGateway" }, "not-found", /no user profile "alcie" in d-1/],
  ["an unknown space", { space: "npl" }, "not-found", /no space "npl" in d-1/],
  [
    "an instance type for JupyterServer",
    { user: "alice", type: "JupyterServer", instanceType: "ml.t3.medium" },
    "usage",
    /cannot run on "ml.t3.medium"/,
  ],
  ["a name for the app of a space", { space: "nlp", name: "mine" }, "usage", /cannot be named "mine"/],
])("a request with %s is refused", async (_what, more, code, message) => {
  await expect(prepare(more)).rejects.toMatchObject({ code, message: expect.stringMatching(message), fix: expect.anything() });
});

it.each<[string, Partial<AppRequest>]>([
  ["nobody's app", { type: "KernelGateway" }],
  ["a user's app of no type", { user: "alice" }],
  ["a space's type for a user", { user: "alice", type: "JupyterLab" }],
  ["a version of no image", { user: "alice", type: "KernelGateway", imageVersion: 2 }],
])("a request with %s is refused before any call", async (_what, more) => {
  const studio = fakeStudio(options);
  expect(() => checkRequest(request(more))).toThrow(expect.objectContaining({ code: "usage" }));
  await expect(prepare(more, studio)).rejects.toMatchObject({ code: "usage" });
  expect(studio.calls).toEqual([]);
});

it("an unknown user is refused with the one that was meant", async () => {
  await expect(prepare({ user: "alcie", type: "KernelGateway" })).rejects.toMatchObject({ fix: 'did you mean "alice"?' });
});
