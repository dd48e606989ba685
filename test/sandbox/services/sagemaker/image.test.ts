import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { domainId, errorOf, repository, smallStudio, start, wire, type Wired } from "../../wire.ts";

const RoleArn = "arn:aws:iam::111122223333:role/studio";
const ImageName = "torch.gpu";
const BaseImage = "111122223333.dkr.ecr.us-east-1.amazonaws.com/torch:2";

let studio: Wired;
beforeEach(async () => {
  const state = smallStudio();
  state.ecr.repositories["torch"] = repository("1", "2", "latest");
  studio = await wire(state);
});
afterEach(() => studio.close());

const tag = (Key: string, Value: string) => ({ Key, Value });

async function createImage(): Promise<void> {
  await studio.expect("CreateImage", { ImageName, RoleArn, DisplayName: "Torch" });
  studio.advance(4);
}

async function createVersion(ClientToken: string, members: object = {}): Promise<void> {
  await studio.expect("CreateImageVersion", { ImageName, BaseImage, ClientToken, ...members });
  studio.advance(4);
}

describe("an image", () => {
  it("is CREATING, CREATED, UPDATING, DELETING, gone", async () => {
    const status = async () => (await studio.expect("DescribeImage", { ImageName }))["ImageStatus"];
    const created = await studio.expect("CreateImage", { ImageName, RoleArn });
    expect(created).toEqual({ ImageArn: "arn:aws:sagemaker:us-east-1:111122223333:image/torch.gpu" });
    expect(await status()).toBe("CREATING");
    studio.advance(4);
    expect(await status()).toBe("CREATED");
    await studio.expect("UpdateImage", { ImageName, Description: "for training" });
    expect(await status()).toBe("UPDATING");
    expect(errorOf(await studio.call("DeleteImage", { ImageName }))).toMatch(/^ResourceInUse: /);
    studio.advance(4);
    await studio.expect("DeleteImage", { ImageName });
    expect(await status()).toBe("DELETING");
    studio.advance(4);
    expect(errorOf(await studio.call("DescribeImage", { ImageName }))).toMatch(/^ResourceNotFound: /);
  });

  it("loses the properties that an update names", async () => {
    await createImage();
    await studio.expect("UpdateImage", { ImageName, DeleteProperties: ["DisplayName"] });
    const image = await studio.expect("DescribeImage", { ImageName });
    expect(image).toMatchObject({ RoleArn });
    expect(image).not.toHaveProperty("DisplayName");
  });

  it("an image name is unique", async () => {
    await createImage();
    expect(errorOf(await studio.call("CreateImage", { ImageName, RoleArn }))).toBe(
      "ResourceInUse: The Image with ImageName torch.gpu already exists. Please use a different ImageName.",
    );
  });

  it("a deleted image deletes its versions", async () => {
    await createImage();
    await createVersion("t1");
    await studio.expect("DeleteImage", { ImageName });
    studio.advance(4);
    expect((await studio.store.read()).sagemaker.imageVersions).not.toEqual({});
    await createImage();
    expect(await studio.expect("ListImageVersions", { ImageName })).toEqual({ ImageVersions: [] });
  });

  it("is listed newest first, by part of the name and by time", async () => {
    await createImage();
    await studio.expect("CreateImage", { ImageName: "base", RoleArn });
    const names = async (filter: object) => (await studio.list("ListImages", filter)).map(({ ImageName }) => ImageName);
    expect(await names({})).toEqual(["base", "torch.gpu"]);
    expect(await names({ SortBy: "IMAGE_NAME", SortOrder: "DESCENDING" })).toEqual(["torch.gpu", "base"]);
    expect(await names({ NameContains: "gpu" })).toEqual(["torch.gpu"]);
    expect(await names({ CreationTimeAfter: start / 1000 + 1 })).toEqual(["base"]);
    expect(await names({ LastModifiedTimeBefore: start / 1000 })).toEqual([]);
  });
});

describe("an image version", () => {
  it("counts up, never takes a number twice, and the latest is described when none is named", async () => {
    await createImage();
    expect(errorOf(await studio.call("DescribeImageVersion", { ImageName }))).toBe(
      "ResourceNotFound: Latest ImageVersion with ImageName torch.gpu does not exist. Please provide a valid ImageName.",
    );
    await createVersion("t1");
    await createVersion("t2");
    expect(await studio.expect("DescribeImageVersion", { ImageName })).toMatchObject({
      Version: 2,
      ImageVersionStatus: "CREATED",
      BaseImage,
      ContainerImage: expect.stringMatching(/^111122223333\.dkr\.ecr\.us-east-1\.amazonaws\.com\/torch@sha256:[0-9a-f]{64}$/),
    });
    await studio.expect("DeleteImageVersion", { ImageName, Version: 2 });
    studio.advance(4);
    await createVersion("t3");
    expect(await studio.expect("DescribeImageVersion", { ImageName })).toMatchObject({ Version: 3 });
    expect(errorOf(await studio.call("DescribeImageVersion", { ImageName, Version: 2 }))).toMatch(/^ResourceNotFound: /);
  });

  it("is the same for the same client token", async () => {
    await createImage();
    await createVersion("t1");
    await createVersion("t1");
    expect((await studio.expect("ListImageVersions", { ImageName }))["ImageVersions"]).toHaveLength(1);
  });

  it("has aliases, each of which names one version", async () => {
    await createImage();
    await createVersion("t1", { Aliases: ["stable", "old"] });
    await createVersion("t2", { Aliases: ["stable"] });
    const aliasesOf = async (Version: number) =>
      (await studio.expect("ListAliases", { ImageName, Version }))["SageMakerImageVersionAliases"];
    expect([await aliasesOf(1), await aliasesOf(2)]).toEqual([["old"], ["stable"]]);
    await studio.expect("UpdateImageVersion", { ImageName, Version: 1, AliasesToAdd: ["stable"], AliasesToDelete: ["old"] });
    expect([await aliasesOf(1), await aliasesOf(2)]).toEqual([["stable"], []]);
    expect(await studio.expect("DescribeImageVersion", { ImageName, Alias: "stable" })).toMatchObject({ Version: 1 });
    expect((await studio.expect("ListAliases", { ImageName }))["SageMakerImageVersionAliases"]).toEqual(["stable"]);
  });

  it("keeps the container that its tag named when it was made", async () => {
    await createImage();
    await createVersion("t1");
    const resolved = async () => (await studio.expect("DescribeImageVersion", { ImageName }))["ContainerImage"];
    const first = await resolved();
    await studio.store.update(
      ({ ecr }) =>
        void (ecr.repositories["torch"] = {
          ...repository("other"),
          images: repository("other").images.map((image) => ({ ...image, tags: ["2"] })),
        }),
    );
    expect(await resolved()).toBe(first);
    await createVersion("t2");
    expect(await resolved()).not.toBe(first);
    await createVersion("t3", { BaseImage: String(await resolved()) });
    expect(await studio.expect("DescribeImageVersion", { ImageName, Version: 3 })).toMatchObject({ ContainerImage: await resolved() });
  });

  it.each([
    ["no such tag", BaseImage.replace(":2", ":3")],
    ["no such repository", BaseImage.replace("torch", "nope")],
    ["another account's repository", BaseImage.replace("111122223333", "444455556666")],
    ["no such digest", `${BaseImage.replace(":2", "")}@sha256:${"0".repeat(64)}`],
  ])("fails for a container that is not there: %s", async (_, missing) => {
    await createImage();
    await createVersion("t1", { BaseImage: missing });
    const version = await studio.expect("DescribeImageVersion", { ImageName });
    expect(version).toMatchObject({ ImageVersionStatus: "CREATE_FAILED", FailureReason: expect.stringContaining(missing) });
    expect(version).not.toHaveProperty("ContainerImage");
  });

  it("is the latest of the repository where the container has no tag", async () => {
    await createImage();
    await createVersion("t1", { BaseImage: BaseImage.replace(":2", "") });
    expect(await studio.expect("DescribeImageVersion", { ImageName })).toMatchObject({ ImageVersionStatus: "CREATED" });
  });

  it.each([
    ["another Region's repository", { BaseImage: BaseImage.replace("us-east-1", "eu-west-1") }, "ValidationException: Invalid BaseImage"],
    ["a public image", { BaseImage: "public.ecr.aws/torch" }, "ValidationException: Invalid BaseImage"],
    ["no client token", { ClientToken: undefined }, "'clientToken' failed to satisfy constraint: Member must not be null"],
  ])("is refused with %s", async (_, members, text) => {
    await createImage();
    expect(errorOf(await studio.call("CreateImageVersion", { ImageName, BaseImage, ClientToken: "t1", ...members }))).toContain(text);
  });

  it("cannot be made of an image that is not ready", async () => {
    await studio.expect("CreateImage", { ImageName, RoleArn });
    expect(errorOf(await studio.call("CreateImageVersion", { ImageName, BaseImage, ClientToken: "t1" }))).toBe(
      "ValidationException: Image torch.gpu is in an invalid state.",
    );
  });

  it("is deleted by its number or an alias, not without", async () => {
    await createImage();
    await createVersion("t1", { Aliases: ["stable"] });
    expect(errorOf(await studio.call("DeleteImageVersion", { ImageName }))).toMatch(/^ValidationException: /);
    await studio.expect("DeleteImageVersion", { ImageName, Alias: "stable" });
    expect(await studio.expect("DescribeImageVersion", { ImageName })).toMatchObject({ ImageVersionStatus: "DELETING" });
  });
});

describe("an app image config", () => {
  const config = { AppImageConfigName: "torch", KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3" }] } };
  const withUser = (DefaultUid: number, DefaultGid: number) => ({
    ...config,
    KernelGatewayImageConfig: { ...config.KernelGatewayImageConfig, FileSystemConfig: { DefaultUid, DefaultGid } },
  });

  it("is created, described, updated, listed and deleted at once", async () => {
    const arn = { AppImageConfigArn: "arn:aws:sagemaker:us-east-1:111122223333:app-image-config/torch" };
    expect(await studio.expect("CreateAppImageConfig", config)).toEqual(arn);
    expect(errorOf(await studio.call("CreateAppImageConfig", config))).toBe("ResourceInUse: The ID or Name specified is already in use.");
    studio.advance(60);
    await studio.expect("UpdateAppImageConfig", { AppImageConfigName: "torch", JupyterLabAppImageConfig: {} });
    const described = { ...arn, ...config, JupyterLabAppImageConfig: {}, CreationTime: start / 1000, LastModifiedTime: start / 1000 + 60 };
    expect(await studio.expect("DescribeAppImageConfig", { AppImageConfigName: "torch" })).toEqual(described);
    expect(await studio.expect("ListAppImageConfigs", { NameContains: "TOR" })).toEqual({ AppImageConfigs: [described] });
    expect((await studio.call("DeleteAppImageConfig", { AppImageConfigName: "torch" })).text).toBe("");
    expect(errorOf(await studio.call("DescribeAppImageConfig", { AppImageConfigName: "torch" }))).toMatch(/^ResourceNotFound: /);
  });

  it("has the ids of Studio's user or of root", async () => {
    expect(errorOf(await studio.call("CreateAppImageConfig", withUser(1000, 0)))).toMatch(/^ValidationException: .*\[1000\].*\[0\]/);
    await studio.expect("CreateAppImageConfig", withUser(0, 0));
    expect(errorOf(await studio.call("UpdateAppImageConfig", withUser(5, 5)))).toMatch(/^ValidationException: /);
    await studio.expect("UpdateAppImageConfig", withUser(1000, 100));
  });
});

describe("a lifecycle config", () => {
  const config = {
    StudioLifecycleConfigName: "setup",
    StudioLifecycleConfigContent: "ZWNobwo=",
    StudioLifecycleConfigAppType: "JupyterLab",
  };
  const name = { StudioLifecycleConfigName: "setup" };

  it("is created, described, listed by type and deleted", async () => {
    await studio.expect("CreateStudioLifecycleConfig", config);
    expect(errorOf(await studio.call("CreateStudioLifecycleConfig", config))).toMatch(/^ResourceInUse: /);
    expect(await studio.expect("DescribeStudioLifecycleConfig", name)).toMatchObject(config);
    const listed = (await studio.expect("ListStudioLifecycleConfigs", { AppTypeEquals: "JupyterLab" }))["StudioLifecycleConfigs"];
    expect(listed).toEqual([expect.not.objectContaining({ StudioLifecycleConfigContent: expect.anything() })]);
    expect(await studio.expect("ListStudioLifecycleConfigs", { AppTypeEquals: "CodeEditor" })).toEqual({ StudioLifecycleConfigs: [] });
    await studio.expect("DeleteStudioLifecycleConfig", name);
    expect(errorOf(await studio.call("DescribeStudioLifecycleConfig", name))).toMatch(/^ResourceNotFound: /);
  });

  it("a lifecycle config is base64", async () => {
    const plain = { ...config, StudioLifecycleConfigContent: "#!/bin/bash" };
    expect(errorOf(await studio.call("CreateStudioLifecycleConfig", plain))).toMatch(/^ValidationException: .*base64/);
  });

  it("stays while a domain has it attached", async () => {
    const { StudioLifecycleConfigArn } = await studio.expect("CreateStudioLifecycleConfig", config);
    const attach = (arns: unknown[]) =>
      studio.expect("UpdateDomain", { DomainId: domainId, DefaultUserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: arns } } });
    await attach([StudioLifecycleConfigArn]);
    expect(errorOf(await studio.call("DeleteStudioLifecycleConfig", name))).toMatch(/^ResourceInUse: .*domain\/d-research/);
    studio.advance(8);
    await attach([]);
    await studio.expect("DeleteStudioLifecycleConfig", name);
  });
});

describe("tags", () => {
  const ResourceArn = "arn:aws:sagemaker:us-east-1:111122223333:app/d-research/alice/kernelgateway/torch";
  const app = { DomainId: domainId, UserProfileName: "alice", AppType: "KernelGateway", AppName: "torch" };
  const tags = async () => (await studio.expect("ListTags", { ResourceArn }))["Tags"];

  it("come with the entity, are added, replaced and deleted", async () => {
    await studio.expect("CreateApp", { ...app, Tags: [tag("team", "nlp")] });
    await studio.expect("AddTags", { ResourceArn, Tags: [tag("team", "vision"), tag("keep", "true")] });
    expect(await tags()).toEqual([tag("team", "vision"), tag("keep", "true")]);
    await studio.expect("DeleteTags", { ResourceArn, TagKeys: ["team", "none"] });
    expect(await tags()).toEqual([tag("keep", "true")]);
  });

  it("are forgotten when the name is used again", async () => {
    await studio.expect("CreateApp", { ...app, Tags: [tag("team", "nlp")] });
    await studio.expect("DeleteApp", app);
    studio.advance(3);
    expect(errorOf(await studio.call("ListTags", { ResourceArn }))).toMatch(/^ResourceNotFound: /);
    await studio.expect("CreateApp", app);
    expect(await tags()).toEqual([]);
  });

  it("a resource has 50 tags at most", async () => {
    await studio.expect("CreateApp", app);
    await studio.expect("AddTags", { ResourceArn, Tags: Array.from({ length: 50 }, (_, index) => tag(`k${index}`, "v")) });
    expect(errorOf(await studio.call("AddTags", { ResourceArn, Tags: [tag("one", "more")] }))).toMatch(/^ValidationException: .*50/);
    await studio.expect("AddTags", { ResourceArn, Tags: [tag("k0", "new")] });
  });
});
