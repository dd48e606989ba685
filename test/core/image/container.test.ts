import { describe, expect, it } from "vitest";
import {
  checkContainer,
  type ContainerImage,
  digestIn,
  parseContainer,
  type Platform,
  referenceText,
  requireBeside,
} from "../../../src/core/image/container.ts";

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

const amd64: Platform = { os: "linux", architecture: "amd64" };
const arm64: Platform = { os: "linux", architecture: "arm64" };
const container = (more: Partial<ContainerImage> = {}): ContainerImage => ({
  registryId: "123456789012",
  repositoryName: "torch",
  imageDigest: "sha256:a",
  imageTags: ["2.4"],
  imageSizeInBytes: 6e9,
  ...more,
});

describe("a container that Studio can run", () => {
  it.each<[string, Partial<ContainerImage>, readonly Platform[] | undefined, readonly string[]]>([
    ["is for x86_64", {}, [amd64], []],
    ["is for it among others", {}, [arm64, amd64], []],
    ["does not have to say its system", {}, [{ architecture: "amd64" }], []],
    ["may be of an architecture that is not known, which is told", {}, undefined, ["its architecture is unknown: Studio runs x86_64"]],
    ["has 25 GB at most", { imageSizeInBytes: 25e9 }, [amd64], []],
    [
      "has findings, the grave of which are told",
      { imageScanStatus: "COMPLETE", findingSeverityCounts: { CRITICAL: 2, HIGH: 5, MEDIUM: 9 } },
      [amd64],
      ["its scan found vulnerabilities: 2 CRITICAL, 5 HIGH"],
    ],
    ["has none", { imageScanStatus: "COMPLETE", findingSeverityCounts: { CRITICAL: 0, LOW: 1 } }, [amd64], []],
    ["is still being scanned", { imageScanStatus: "IN_PROGRESS" }, [amd64], ["its scan is IN_PROGRESS"]],
  ])("%s", (_rule, more, platforms, notes) => {
    expect(checkContainer(container(more), platforms, "KernelGateway")).toEqual(notes);
  });

  it("has a size, or one that is not known", () => {
    const { imageSizeInBytes: _size, ...rest } = container();
    expect(checkContainer(rest, [amd64], "KernelGateway")).toEqual(["its size is unknown"]);
  });
});

describe("a container that it cannot", () => {
  it("is for another architecture only", () => {
    expect(() => checkContainer(container(), [arm64], "JupyterLab")).toThrow(
      expect.objectContaining({
        code: "invalid",
        message: "container torch:2.4 is for linux/arm64",
        fix: expect.stringContaining("--platform linux/amd64"),
      }),
    );
  });

  it("is for another system", () => {
    expect(() => checkContainer(container({ imageTags: [] }), [{ os: "windows", architecture: "amd64" }], "KernelGateway")).toThrow(
      expect.objectContaining({ message: "container torch@sha256:a is for windows/amd64" }),
    );
  });

  it("is larger than Classic takes; new Studio has no known limit", () => {
    const large = container({ imageSizeInBytes: 25.1e9 });
    expect(() => checkContainer(large, [amd64], "KernelGateway")).toThrow(
      expect.objectContaining({
        code: "invalid",
        message: "container torch:2.4 is 25.1 GB compressed",
        why: "Studio Classic accepts at most 25 GB",
      }),
    );
    expect(checkContainer(large, [amd64], "JupyterLab")).toEqual([
      "it is 25.1 GB compressed: more than the 25 GB that Studio Classic accepts",
    ]);
  });
});
