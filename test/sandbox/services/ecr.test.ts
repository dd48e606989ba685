import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyState } from "../../../src/sandbox/empty-state.ts";
import type { ContainerRecord } from "../../../src/sandbox/state.ts";
import { errorOf, send, start, type Wired, type WireAnswer, wire } from "../wire.ts";

const repositoryName = "studio/torch";
const hour = 3600;

const container = (content: string, tags: string[], members: Partial<ContainerRecord> = {}): ContainerRecord => ({
  content,
  tags,
  architectures: ["amd64"],
  sizeMb: 2000,
  pushedAt: start - hour * 1000,
  ...members,
});

let sandbox: Wired;
beforeEach(async () => {
  const state = emptyState();
  state.ecr.repositories = {
    [repositoryName]: {
      createdAt: start - 2 * hour * 1000,
      images: [container("first", ["1"]), container("second", ["2", "latest"], { findings: { HIGH: 3 } }), container("third", [])],
    },
    portable: { createdAt: start, images: [container("both", ["1.0"], { architectures: ["amd64", "arm64"] })] },
    tools: { createdAt: start, images: [] },
  };
  sandbox = await wire(state);
});
afterEach(() => sandbox.close());

const call = (operation: string, members: object = {}): Promise<WireAnswer> =>
  sandbox.call(operation, members, { "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${operation}` });

async function list(operation: string, members: object = {}): Promise<Record<string, unknown>[]> {
  return Object.values((await call(operation, members)).json).find(Array.isArray) ?? [];
}

async function digestOf(imageTag: string, repository = repositoryName): Promise<string> {
  const [image] = await list("DescribeImages", { repositoryName: repository, imageIds: [{ imageTag }] });
  return String(image?.["imageDigest"]);
}

/** The manifest that a reference names, as a document. */
async function manifest(
  imageId: object,
  repository = repositoryName,
): Promise<{
  config: { digest: string; size: number };
  layers: { digest: string; size: number }[];
  manifests: { digest: string; platform: object }[];
}> {
  const [image] = await list("BatchGetImage", { repositoryName: repository, imageIds: [imageId] });
  return JSON.parse(String(image?.["imageManifest"]));
}

async function urlOf(imageId: object, repository = repositoryName): Promise<URL> {
  const { digest } = (await manifest(imageId, repository)).config;
  const { json } = await call("GetDownloadUrlForLayer", { repositoryName: repository, layerDigest: digest });
  expect(json["layerDigest"]).toBe(digest);
  return new URL(String(json["downloadUrl"]));
}

const get = ({ pathname, search }: URL): Promise<WireAnswer> => send(sandbox.port, "GET", `${pathname}${search}`, {});

const ask = (layerDigest: string | undefined): Promise<WireAnswer> => call("GetDownloadUrlForLayer", { repositoryName, layerDigest });

const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

describe("repositories", () => {
  it("are described, all or those that are named", async () => {
    const [first, ...others] = await list("DescribeRepositories");
    expect(first).toMatchObject({
      registryId: "111122223333",
      repositoryName,
      repositoryArn: "arn:aws:ecr:us-east-1:111122223333:repository/studio/torch",
      repositoryUri: "111122223333.dkr.ecr.us-east-1.amazonaws.com/studio/torch",
      createdAt: start / 1000 - 2 * hour,
    });
    expect(others).toHaveLength(2);
    expect(await list("DescribeRepositories", { repositoryNames: ["tools"] })).toMatchObject([{ repositoryName: "tools" }]);
  });

  it.each([
    [
      "none of that name",
      { repositoryName: "nope" },
      "The repository with name 'nope' does not exist in the registry with id '111122223333'",
    ],
    ["a name that every object has", { repositoryName: "constructor" }, "The repository with name 'constructor' does not exist"],
    ["another account's registry", { repositoryName, registryId: "444455556666" }, "does not exist in the registry with id '444455556666'"],
  ])("are not there: %s", async (_, members, text) => {
    for (const operation of ["DescribeImages", "ListImages"]) {
      expect(errorOf(await call(operation, members))).toContain(`RepositoryNotFoundException: `);
      expect(errorOf(await call(operation, members))).toContain(text);
    }
  });

  it("are those of one Region", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=a/20250602/eu-west-1/ecr/aws4_request";
    const headers = { "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories", authorization };
    expect((await sandbox.call("DescribeRepositories", {}, headers)).json).toEqual({ repositories: [] });
  });
});

describe("images", () => {
  it("have size, tags, time and what the scan found", async () => {
    const images = await list("DescribeImages", { repositoryName });
    expect(images.map(({ imageTags }) => imageTags)).toEqual([["1"], ["2", "latest"], undefined]);
    expect(images[0]).not.toHaveProperty("imageScanStatus");
    expect(images[1]).toMatchObject({
      imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      imageSizeInBytes: 2e9,
      imagePushedAt: start / 1000 - hour,
      imageManifestMediaType: "application/vnd.docker.distribution.manifest.v2+json",
      artifactMediaType: "application/vnd.docker.container.image.v1+json",
      imageScanStatus: { status: "COMPLETE" },
      imageScanFindingsSummary: { findingSeverityCounts: { HIGH: 3 } },
    });
  });

  it("are found by tag, by digest, and by both only where they agree", async () => {
    const [first, second] = [await digestOf("1"), await digestOf("latest")];
    const described = (imageId: object) => call("DescribeImages", { repositoryName, imageIds: [imageId] });
    expect((await described({ imageDigest: second })).json).toMatchObject({ imageDetails: [{ imageTags: ["2", "latest"] }] });
    expect((await described({ imageDigest: first, imageTag: "1" })).status).toBe(200);
    expect(errorOf(await described({ imageDigest: first, imageTag: "2" }))).toMatch(/^ImageNotFoundException: /);
    expect(errorOf(await described({ imageTag: "3" }))).toBe(
      "ImageNotFoundException: The image with imageId {imageDigest:'null', imageTag:'3'} does not exist within the repository with name 'studio/torch' in the registry with id '111122223333'",
    );
    expect(await list("DescribeImages", { repositoryName, imageIds: [{ imageTag: "2" }, { imageTag: "latest" }] })).toHaveLength(1);
  });

  it("keep their digest, which a moved tag leaves behind", async () => {
    const before = await digestOf("latest");
    await sandbox.store.update(({ ecr }) => {
      const torch = ecr.repositories[repositoryName];
      for (const image of torch?.images ?? []) image.tags = image.tags.filter((tag) => tag !== "latest");
      torch?.images.push(container("fourth", ["latest"]));
    });
    expect(await digestOf("latest")).not.toBe(before);
    expect(await digestOf("2")).toBe(before);
  });

  it.each([
    ["TAGGED", 2, 3],
    ["UNTAGGED", 1, 1],
    ["ANY", 3, 4],
  ])("are filtered by tag status %s", async (tagStatus, images, ids) => {
    expect(await list("DescribeImages", { repositoryName, filter: { tagStatus } })).toHaveLength(images);
    expect(await list("ListImages", { repositoryName, filter: { tagStatus } })).toHaveLength(ids);
  });

  it("are active, every one", async () => {
    expect(await list("ListImages", { repositoryName, filter: { imageStatus: "ARCHIVED" } })).toEqual([]);
  });
});

describe("pages", () => {
  it.each([
    ["DescribeRepositories", {}, 3],
    ["DescribeImages", { repositoryName }, 3],
    ["ListImages", { repositoryName }, 4],
  ])("of %s bring each item once", async (operation, members, count) => {
    const seen: unknown[] = [];
    let nextToken: unknown;
    do {
      const answer = await call(operation, { ...members, maxResults: 1, ...(nextToken !== undefined && { nextToken }) });
      seen.push(...Object.values(answer.json).filter(Array.isArray).flat());
      nextToken = answer.json["nextToken"];
    } while (nextToken !== undefined);
    expect(new Set(seen.map((item) => JSON.stringify(item))).size).toBe(count);
    expect(seen).toHaveLength(count);
  });

  it.each([
    ["a token of nobody", "DescribeImages", { repositoryName, nextToken: "x" }],
    ["pages of named images", "DescribeImages", { repositoryName, imageIds: [{ imageTag: "1" }], maxResults: 1 }],
    ["pages of named repositories", "DescribeRepositories", { repositoryNames: ["tools"], maxResults: 1 }],
    ["a page of none", "ListImages", { repositoryName, maxResults: 0 }],
  ])("refuse %s", async (_, operation, members) => {
    expect(errorOf(await call(operation, members))).toMatch(/^InvalidParameterException: /);
  });
});

describe("manifests", () => {
  it("are the text that the digest is of, and name config and layers", async () => {
    const [image] = await list("BatchGetImage", { repositoryName, imageIds: [{ imageTag: "1" }] });
    expect(image).toMatchObject({ imageId: { imageTag: "1", imageDigest: sha256(String(image?.["imageManifest"])) } });
    const { layers } = await manifest({ imageTag: "1" });
    expect(layers.reduce((sum, { size }) => sum + size, 0)).toBe(2e9);
  });

  it("of several platforms are images of their own, in an index", async () => {
    const { manifests } = await manifest({ imageTag: "1.0" }, "portable");
    expect(manifests.map(({ platform }) => platform)).toEqual([
      { architecture: "amd64", os: "linux" },
      { architecture: "arm64", os: "linux" },
    ]);
    const images = await list("DescribeImages", { repositoryName: "portable" });
    expect(images[0]).toMatchObject({ imageTags: ["1.0"], imageManifestMediaType: "application/vnd.oci.image.index.v1+json" });
    expect(images.slice(1).map(({ imageDigest }) => imageDigest)).toEqual(manifests.map(({ digest }) => digest));
    expect(images[1]).toMatchObject({ imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json" });
  });

  it("that are not there are failures beside the others", async () => {
    const imageDigest = await digestOf("1");
    const imageIds = [{ imageTag: "1" }, { imageTag: "9" }, {}, { imageDigest: "sha256:x" }, { imageTag: "2", imageDigest }];
    const { json } = await call("BatchGetImage", { repositoryName, imageIds });
    expect(json["images"]).toHaveLength(1);
    expect(json["failures"]).toMatchObject([
      { imageId: { imageTag: "9" }, failureCode: "ImageNotFound", failureReason: "Requested image not found" },
      { failureCode: "MissingDigestAndTag" },
      { failureCode: "InvalidImageDigest" },
      { failureCode: "ImageTagDoesNotMatchDigest" },
    ]);
  });
});

describe("a download URL", () => {
  it("leads to the config, which has the platform", async () => {
    const url = await urlOf({ imageTag: "1" });
    expect(url.origin).toBe(sandbox.endpoint);
    const { status, text, json } = await get(url);
    expect(status).toBe(200);
    expect(json).toMatchObject({ architecture: "amd64", os: "linux" });
    const { config } = await manifest({ imageTag: "1" });
    expect(config).toMatchObject({ digest: sha256(text), size: Buffer.byteLength(text) });
  });

  it("tells each platform of an index apart", async () => {
    const { manifests } = await manifest({ imageTag: "1.0" }, "portable");
    const architectures = manifests.map(
      async ({ digest }) => (await get(await urlOf({ imageDigest: digest }, "portable"))).json["architecture"],
    );
    expect(await Promise.all(architectures)).toEqual(["amd64", "arm64"]);
  });

  it("is good for an hour, for one blob, and as it was given", async () => {
    const url = await urlOf({ imageTag: "1" });
    const forged = new URL(url);
    forged.searchParams.set("Expires", "9999999999999");
    expect((await get(forged)).status).toBe(403);
    const other = new URL(url);
    other.pathname = (await urlOf({ imageTag: "2" })).pathname;
    expect((await get(other)).status).toBe(403);
    expect((await send(sandbox.port, "PUT", `${url.pathname}${url.search}`, {})).status).toBe(405);
    sandbox.advance(hour - 1);
    expect((await get(url)).status).toBe(200);
    sandbox.advance(1);
    expect(await get(url)).toMatchObject({ status: 403, text: expect.stringContaining("Request has expired") });
  });

  it("leads to nothing once the image is gone", async () => {
    const url = await urlOf({ imageTag: "1" });
    await sandbox.store.update(({ ecr }) => void delete ecr.repositories[repositoryName]);
    expect(await get(url)).toMatchObject({ status: 404, text: expect.stringContaining("NoSuchKey") });
  });

  it("is not to be had for data, nor for what is not there", async () => {
    const { layers } = await manifest({ imageTag: "1" });
    expect(errorOf(await ask(layers[0]?.digest))).toMatch(/^LayerInaccessibleException: /);
    expect(errorOf(await ask(sha256("nothing")))).toMatch(/^LayersNotFoundException: /);
    expect(errorOf(await ask("nothing"))).toMatch(/^InvalidParameterException: /);
  });
});
