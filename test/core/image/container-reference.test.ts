import { describe, expect, it } from "vitest";
import { digestIn, parseContainer, referenceText, requireBeside } from "../../../src/core/image/container-reference.ts";

const sha = `sha256:${"a".repeat(64)}`;
const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const here = { registryId: "123456789012", region: "eu-west-1" };

describe("a container's address", () => {
  it.each<[string, object]>([
    ["torch:2.4", { repositoryName: "torch", reference: { imageTag: "2.4" } }],
    ["torch", { repositoryName: "torch", reference: { imageTag: "latest" } }],
    ["studio/py.torch_x:v1", { repositoryName: "studio/py.torch_x", reference: { imageTag: "v1" } }],
    [`studio/torch@${sha}`, { repositoryName: "studio/torch", reference: { imageDigest: sha } }],
    [`torch:2.4@${sha}`, { repositoryName: "torch", reference: { imageDigest: sha } }],
    [`${host}/studio/torch:2.4`, { ...here, repositoryName: "studio/torch", reference: { imageTag: "2.4" } }],
    [`${host}/torch@${sha}`, { ...here, repositoryName: "torch", reference: { imageDigest: sha } }],
    [
      "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/torch",
      { registryId: "123456789012", region: "us-east-1", repositoryName: "torch", reference: { imageTag: "latest" } },
    ],
    [
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/torch:1",
      { registryId: "123456789012", region: "cn-north-1", repositoryName: "torch", reference: { imageTag: "1" } },
    ],
    [
      "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/torch:1",
      { registryId: "123456789012", region: "eusc-de-east-1", repositoryName: "torch", reference: { imageTag: "1" } },
    ],
    ["123456789012.dkr-ecr.eu-west-1.on.aws/torch:1", { ...here, repositoryName: "torch", reference: { imageTag: "1" } }],
    ["123456789012.dkr-ecr-fips.eu-west-1.on.aws/torch:1", { ...here, repositoryName: "torch", reference: { imageTag: "1" } }],
    [`https://${host}/torch:1`, { ...here, repositoryName: "torch", reference: { imageTag: "1" } }],
  ])("%s", (text, expected) => {
    expect(parseContainer(text, "--ecr")).toEqual({ text, ...expected });
  });

  it.each([
    ["Torch:1", '"Torch" is not a repository name'],
    ["torch:", '"" is not a tag'],
    ["torch:a b", '"a b" is not a tag'],
    ["torch@sha256:12", '"sha256:12" is not a digest'],
    [":1", '"" is not a repository name'],
    [`${host}/`, '"" is not a repository name'],
    ["docker.io/library/python:3.12", "Studio accepts containers from private ECR repositories"],
    ["123456789012.dkr.ecr.eu-west-1.example.com/torch:1", "Studio accepts containers from private ECR repositories"],
    ["public.ecr.aws/x/y:1", "Studio accepts containers from private ECR repositories"],
  ])("is not %s", (text, why) => {
    expect(() => parseContainer(text, "--ecr")).toThrow(
      expect.objectContaining({ code: "usage", message: `--ecr does not take "${text}"`, why, fix: expect.stringContaining("REPO:TAG") }),
    );
  });

  it("is written as it is read", () => {
    expect(referenceText({ imageTag: "1" })).toBe(":1");
    expect(referenceText({ imageDigest: sha })).toBe(`@${sha}`);
    expect(digestIn(`${host}/torch@${sha}`)).toBe(sha);
    expect(digestIn(`${host}/torch:1`)).toBeUndefined();
    expect(digestIn(undefined)).toBeUndefined();
  });
});

describe("a container beside a domain", () => {
  const domain = "arn:aws:sagemaker:eu-west-1:123456789012:domain/d-1";
  const check = (text: string) => requireBeside(parseContainer(text, "--ecr"), domain);

  it("is one of the same account and Region, or one that says neither", () => {
    expect(() => check(`${host}/torch:1`)).not.toThrow();
    expect(() => check("torch:1")).not.toThrow();
  });

  it("is pushed to a registry named as in the domain's partition", () => {
    const china = "arn:aws-cn:sagemaker:cn-north-1:123456789012:domain/d-1";
    const fix = expect.stringContaining("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/torch;");
    expect(() => requireBeside(parseContainer(`${host}/torch:1`, "--ecr"), china)).toThrow(expect.objectContaining({ fix }));
  });

  it.each([
    [`${host.replace("eu-west-1", "us-east-1")}/torch:1`, "is in us-east-1, and the domain in eu-west-1"],
    [`${host.replace("123456789012", "999999999999")}/torch:1`, "is of account 999999999999, and the domain of 123456789012"],
  ])("is not %s", (text, message) => {
    const expected = { code: "usage", message: `--ecr "${text}" ${message}`, fix: expect.stringContaining(`${host}/torch`) };
    expect(() => check(text)).toThrow(expect.objectContaining(expected));
  });
});
