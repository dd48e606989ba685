import { describe, expect, it } from "vitest";
import { type AttachFacts, type AttachInput, attachSteps, versionToken } from "../../../src/core/image/attach-steps.ts";
import type { CustomImage, Image, ImageVersion } from "../../../src/core/image/image.ts";

const CreationTime = new Date("2026-03-01T00:00:00.123Z");
const uri = (digit: string): string => `123456789012.dkr.ecr.us-east-1.amazonaws.com/torch@sha256:${digit.repeat(64)}`;
const image: Image = { ImageName: "torch", ImageArn: "arn:torch", ImageStatus: "CREATED", CreationTime };
const version: ImageVersion = {
  ImageArn: "arn:torch",
  ImageVersionArn: "arn:torch/1",
  Version: 1,
  ImageVersionStatus: "CREATED",
  CreationTime,
};
const entry: CustomImage = { ImageName: "torch", AppImageConfigName: "c" };

const request: AttachInput = { ImageName: "torch", type: "JupyterLab", version: "latest", config: { args: [], env: {} } };
const facts: AttachFacts = {
  image,
  roleArn: "arn:role",
  container: {
    image: { registryId: "123456789012", repositoryName: "torch", imageDigest: `sha256:${"b".repeat(64)}`, imageTags: [] },
    uri: uri("b"),
  },
  version,
  configName: "c",
  config: { AppImageConfigName: "c", AppImageConfigArn: "arn:c", CreationTime, JupyterLabAppImageConfig: {} },
  Status: "InService",
  list: [entry],
};

describe("a version is made", () => {
  it.each<[string, Partial<ImageVersion>, string | undefined]>([
    ["not where the service resolved the latest to that container", { BaseImage: "repo/torch:2.4", ContainerImage: uri("b") }, undefined],
    ["not where the latest was given by that digest", { BaseImage: uri("b"), ContainerImage: uri("c") }, undefined],
    ["where the latest holds another", { BaseImage: "repo/torch:2.4", ContainerImage: uri("a") }, uri("b")],
    ["where it is not known what the latest holds", { BaseImage: "repo/torch:2.4" }, uri("b")],
  ])("%s", (_rule, members, expected) => {
    expect(attachSteps(request, { ...facts, version: { ...version, ...members } }).createVersion).toBe(expected);
  });
});

it("nothing is left to do where all of it is there", () => {
  const steps = attachSteps(request, { ...facts, version: { ...version, ContainerImage: uri("b") } });
  expect(steps).toMatchObject({
    createImage: undefined,
    createVersion: undefined,
    writeConfig: undefined,
    listed: true,
    alters: false,
    differences: [],
  });
});

it("a new config that says nothing is a difference all the same", () => {
  const { writeConfig, differences } = attachSteps(request, { ...facts, container: undefined, config: undefined });
  expect(writeConfig).toEqual({ how: "create", config: { AppImageConfigName: "c", JupyterLabAppImageConfig: {} } });
  expect(differences).toEqual([{ Setting: "AppImageConfig.AppImageConfigName", After: "c" }]);
});

it("an entry that is listed another way is altered, and both are shown", () => {
  const { alters, differences } = attachSteps({ ...request, version: 1 }, { ...facts, container: undefined });
  expect({ alters, differences }).toEqual({
    alters: true,
    differences: [{ Setting: "JupyterLabAppSettings.CustomImages", Before: entry, After: { ...entry, ImageVersionNumber: 1 } }],
  });
});

describe("the token of a version", () => {
  const token = versionToken(image, 2, uri("b"));

  it("is one that the service takes (SageMaker API: ClientToken)", () => {
    expect(token).toMatch(/^[a-zA-Z0-9-]{1,36}$/);
  });

  it("is the same again, and another for another container, version before it, or image", () => {
    expect(versionToken({ ...image }, 2, uri("b"))).toBe(token);
    const others = [
      versionToken(image, 2, uri("c")),
      versionToken(image, 3, uri("b")),
      versionToken({ ...image, CreationTime: new Date(0) }, 2, uri("b")),
    ];
    expect(new Set([token, ...others]).size).toBe(4);
  });
});
