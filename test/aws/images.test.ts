import {
  CreateAppImageConfigCommand,
  CreateImageCommand,
  CreateImageVersionCommand,
  DeleteAppImageConfigCommand,
  DeleteImageCommand,
  DescribeAppImageConfigCommand,
  DescribeImageCommand,
  DescribeImageVersionCommand,
  ListAppImageConfigsCommand,
  ListImageVersionsCommand,
  ListImagesCommand,
  SageMakerClient,
  SageMakerServiceException,
  UpdateAppImageConfigCommand,
  UpdateImageCommand,
} from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createSageMakerImages } from "../../src/aws/images.ts";
import { collect } from "./collect.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("us-east-1");
const service = mockClient(session.client(SageMakerClient));
const images = createSageMakerImages(session);

const CreationTime = new Date("2026-01-02T03:04:05Z");
const ImageArn = "arn:aws:sagemaker:us-east-1:123456789012:image/nlp";
const image = { ImageName: "nlp", ImageArn, ImageStatus: "CREATED", CreationTime, LastModifiedTime: CreationTime } as const;
const version = {
  ImageArn,
  ImageVersionArn: `${ImageArn.replace(":image", ":image-version")}/2`,
  Version: 2,
  ImageVersionStatus: "CREATED",
  CreationTime,
  LastModifiedTime: CreationTime,
} as const;
const config = {
  AppImageConfigName: "nlp-kernel",
  AppImageConfigArn: "arn:config",
  CreationTime,
  KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3" }] },
};
const container = "123456789012.dkr.ecr.us-east-1.amazonaws.com/nlp:1";

const inputs = () => service.calls().map((call) => call.args[0].input);

beforeEach(() => void service.reset());

function refusal(name: string, message: string): SageMakerServiceException {
  return new SageMakerServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 400, requestId: "r-1" } });
}

describe("lists", () => {
  it("read all pages of images", async () => {
    service
      .on(ListImagesCommand)
      .resolvesOnce({ Images: [image], NextToken: "2" })
      .resolvesOnce({ Images: [{ ...image, ImageName: "vision" }] });
    expect(await collect(images.listImages())).toEqual([image, { ...image, ImageName: "vision" }]);
    expect(inputs()).toEqual([{ MaxResults: 100 }, { MaxResults: 100, NextToken: "2" }]);
  });

  it("read all pages of an image's versions, newest first", async () => {
    service
      .on(ListImageVersionsCommand)
      .resolvesOnce({ ImageVersions: [version], NextToken: "2" })
      .resolvesOnce({ ImageVersions: [{ ...version, Version: 1 }] });
    expect((await collect(images.listImageVersions("nlp"))).map(({ Version }) => Version)).toEqual([2, 1]);
    const input = { MaxResults: 100, ImageName: "nlp", SortBy: "VERSION", SortOrder: "DESCENDING" };
    expect(inputs()).toEqual([input, { ...input, NextToken: "2" }]);
  });

  it("read all pages of app image configs, each as a whole", async () => {
    service
      .on(ListAppImageConfigsCommand)
      .resolvesOnce({ AppImageConfigs: [config], NextToken: "2" })
      .resolvesOnce({});
    expect(await collect(images.listAppImageConfigs())).toEqual([config]);
    expect(inputs()).toEqual([{ MaxResults: 100 }, { MaxResults: 100, NextToken: "2" }]);
  });
});

describe("an image", () => {
  it("is described with its role, and with every member but the metadata", async () => {
    const answer = { ...image, RoleArn: "arn:role", Description: "for reading" };
    service.on(DescribeImageCommand).resolves({ ...answer, $metadata: { requestId: "r" } });
    expect(await images.describeImage("nlp")).toEqual(answer);
    expect(inputs()).toEqual([{ ImageName: "nlp" }]);
  });

  it("is created with what was requested and nothing else", async () => {
    service.on(CreateImageCommand).resolves({ ImageArn });
    const asked = { ImageName: "nlp", RoleArn: "arn:role", DisplayName: "NLP", Tags: [{ Key: "team", Value: "nlp" }] };
    expect(await images.createImage(asked)).toBe(ImageArn);
    await images.createImage({ ImageName: "nlp", RoleArn: "arn:role" });
    expect(inputs()).toEqual([asked, { ImageName: "nlp", RoleArn: "arn:role" }]);
  });

  it("is deleted by its name", async () => {
    service.on(DeleteImageCommand).resolves({});
    await images.deleteImage("nlp");
    expect(inputs()).toEqual([{ ImageName: "nlp" }]);
  });

  it.each([
    ["ResourceNotFound", "not-found"],
    ["ResourceInUse", "in-use"],
    ["AccessDeniedException", "denied"],
  ])("that is refused with %s rejects with %s", async (name, code) => {
    service.on(DeleteImageCommand).rejects(refusal(name, "The Image with ImageName nlp cannot be."));
    await expect(images.deleteImage("nlp")).rejects.toMatchObject({ code, requestId: "r-1" });
  });
});

describe("the role of an image", () => {
  it("is changed, and nothing beside it", async () => {
    service.on(UpdateImageCommand).resolves({});
    await images.updateImage({ ImageName: "nlp", RoleArn: "arn:role" });
    expect(inputs()).toEqual([{ ImageName: "nlp", RoleArn: "arn:role" }]);
  });
});

describe("a version of an image", () => {
  it("the default image version is the latest", async () => {
    service.on(DescribeImageVersionCommand).resolves({ ...version, BaseImage: container, ContainerImage: `${container}@sha256:0` });
    expect(await images.describeImageVersion("nlp")).toMatchObject({ Version: 2, ContainerImage: `${container}@sha256:0` });
    await images.describeImageVersion("nlp", 1);
    await images.describeImageVersion("nlp", "1.0.0");
    expect(inputs()).toEqual([{ ImageName: "nlp" }, { ImageName: "nlp", Version: 1 }, { ImageName: "nlp", Alias: "1.0.0" }]);
  });

  it("is not found where the image has none", async () => {
    service
      .on(DescribeImageVersionCommand)
      .rejects(refusal("ResourceNotFound", "Latest ImageVersion with ImageName nlp does not exist. Please provide a valid ImageName."));
    await expect(images.describeImageVersion("nlp")).rejects.toMatchObject({
      code: "not-found",
      message: "latest version of image nlp not found",
    });
  });

  it("an image version without a number is malformed", async () => {
    const { Version, ...rest } = version;
    service.on(DescribeImageVersionCommand).resolves(rest);
    await expect(images.describeImageVersion("nlp", Version)).rejects.toMatchObject({
      code: "malformed",
      message: "the response to DescribeImageVersion has no Version",
    });
  });

  it("is created under the given token, so that a second request makes no second version", async () => {
    service.on(CreateImageVersionCommand).resolves({ ImageVersionArn: version.ImageVersionArn });
    const asked = { ImageName: "nlp", BaseImage: container, ClientToken: "one" };
    expect(await images.createImageVersion(asked)).toBe(version.ImageVersionArn);
    expect(inputs()).toEqual([asked]);
  });
});

describe("an app image config", () => {
  it("is described, created, changed and deleted by its name", async () => {
    service
      .on(DescribeAppImageConfigCommand)
      .resolves(config)
      .on(CreateAppImageConfigCommand)
      .resolves({ AppImageConfigArn: "arn:config" });
    service.on(UpdateAppImageConfigCommand).resolves({}).on(DeleteAppImageConfigCommand).resolves({});
    const AppImageConfigName = "nlp-kernel";
    const { KernelGatewayImageConfig } = config;
    const JupyterLabAppImageConfig = { ContainerConfig: { ContainerEntrypoint: ["start"] } };

    expect(await images.describeAppImageConfig(AppImageConfigName)).toEqual(config);
    expect(await images.createAppImageConfig({ AppImageConfigName, KernelGatewayImageConfig, Tags: [] })).toBe("arn:config");
    await images.updateAppImageConfig({ AppImageConfigName, JupyterLabAppImageConfig });
    await images.deleteAppImageConfig(AppImageConfigName);

    expect(inputs()).toEqual([
      { AppImageConfigName },
      { AppImageConfigName, KernelGatewayImageConfig, Tags: [] },
      { AppImageConfigName, JupyterLabAppImageConfig },
      { AppImageConfigName },
    ]);
  });

  it("an app image config without a name is malformed", async () => {
    service.on(ListAppImageConfigsCommand).resolves({ AppImageConfigs: [{ CreationTime }] });
    await expect(collect(images.listAppImageConfigs())).rejects.toMatchObject({ code: "malformed" });
  });
});
