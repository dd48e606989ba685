import { createServer } from "node:http";
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  ECRServiceException,
  GetDownloadUrlForLayerCommand,
} from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRegistry } from "../../src/aws/registry.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("eu-west-1");
const service = mockClient(session.client(ECRClient));
const registry = createRegistry(session);

const imageDigest = `sha256:${"a".repeat(64)}`;
const image = { registryId: "123456789012", repositoryName: "torch", imageDigest, imageTags: ["2.4"] };
const inputs = () => service.calls().map((call) => call.args[0].input);
const pushed = (imageTags: string[], day: number) => ({ ...image, imageTags, imagePushedAt: new Date(Date.UTC(2026, 0, day)) });
const platform = (os: string, architecture: string) => ({ digest: "sha256:d", platform: { os, architecture, variant: "v8" } });
const manifest = (content: object | string) =>
  service
    .on(BatchGetImageCommand)
    .resolves({ images: [{ imageManifest: typeof content === "string" ? content : JSON.stringify(content) }] });
const closings: (() => void)[] = [];

beforeEach(() => void service.reset());
afterEach(() => closings.splice(0).forEach((close) => close()));

function refuse(name: string, message: string): void {
  const error = new ECRServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 400, requestId: "r-1" } });
  service.onAnyCommand().rejects(error);
}

/** Where layers are, answering each path as told: a text, or the path that it leads to. */
async function layers(
  answers: Readonly<Record<string, { readonly text: string } | { readonly to: string } | { readonly status: number }>>,
): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""] ?? { status: 404 };
    if ("text" in answer) response.end(answer.text);
    else response.writeHead("to" in answer ? 307 : answer.status, "to" in answer ? { location: answer.to } : {}).end();
  });
  closings.push(() => server.close());
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

describe("a repository", () => {
  it("is described by its name", async () => {
    const repository = {
      registryId: "123456789012",
      repositoryName: "torch",
      repositoryUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/torch",
    };
    service.on(DescribeRepositoriesCommand).resolves({ repositories: [repository] });
    expect(await registry.describeRepository("torch")).toEqual(repository);
    expect(inputs()).toEqual([{ repositoryNames: ["torch"] }]);
  });

  it.each([
    [
      "RepositoryNotFoundException",
      { code: "not-found", message: "repository torch not found", serviceCode: "RepositoryNotFoundException" },
    ],
    ["AccessDeniedException", { code: "denied", message: "not allowed to describe repository torch" }],
    ["InvalidParameterException", { code: "invalid" }],
  ])("is refused with %s", async (name, expected) => {
    refuse(name, "no");
    await expect(registry.describeRepository("torch")).rejects.toMatchObject(expected);
  });

  it("names come from all pages", async () => {
    service
      .on(DescribeRepositoriesCommand)
      .resolvesOnce({ repositories: [{ repositoryName: "a" }], nextToken: "2" })
      .resolvesOnce({ repositories: [{ repositoryName: "b" }] });
    expect(await registry.listRepositories()).toEqual(["a", "b"]);
    expect(inputs()).toEqual([{ maxResults: 1000 }, { maxResults: 1000, nextToken: "2" }]);
  });
});

describe("a container", () => {
  it("is described by tag or digest, its scan in short", async () => {
    const detail = {
      ...image,
      imageSizeInBytes: 5,
      imageScanStatus: { status: "COMPLETE" as const },
      imageScanFindingsSummary: { findingSeverityCounts: { HIGH: 2 } },
    };
    service.on(DescribeImagesCommand).resolves({ imageDetails: [detail] });
    expect(await registry.describeContainer("torch", { imageTag: "2.4" })).toEqual({
      ...image,
      imageSizeInBytes: 5,
      imageScanStatus: "COMPLETE",
      findingSeverityCounts: { HIGH: 2 },
    });
    await registry.describeContainer("torch", { imageDigest });
    expect(inputs()).toEqual([
      { repositoryName: "torch", imageIds: [{ imageTag: "2.4" }] },
      { repositoryName: "torch", imageIds: [{ imageDigest }] },
    ]);
  });

  it("may have no tag", async () => {
    const { imageTags: _tags, ...rest } = image;
    service.on(DescribeImagesCommand).resolves({ imageDetails: [rest] });
    expect(await registry.describeContainer("torch", { imageDigest })).toEqual({ ...rest, imageTags: [] });
  });

  it("that does not exist differs from a repository that does not exist", async () => {
    refuse("ImageNotFoundException", "The image with imageId … does not exist");
    await expect(registry.describeContainer("torch", { imageTag: "9" })).rejects.toMatchObject({
      code: "not-found",
      message: "container torch:9 not found",
      serviceCode: "ImageNotFoundException",
    });
  });

  it("is malformed without a digest", async () => {
    service.on(DescribeImagesCommand).resolves({ imageDetails: [{ registryId: "1", repositoryName: "torch" }] });
    await expect(registry.describeContainer("torch", { imageTag: "2.4" })).rejects.toMatchObject({ code: "malformed" });
  });

  it("tags are those of all pages, of the newest image first", async () => {
    service
      .on(DescribeImagesCommand)
      .resolvesOnce({ imageDetails: [pushed(["1"], 1)], nextToken: "2" })
      .resolvesOnce({ imageDetails: [pushed(["3", "latest"], 3), pushed(["2"], 2)] });
    expect(await registry.listTags("torch")).toEqual(["3", "latest", "2", "1"]);
  });
});

describe("platforms", () => {
  const single = { config: { digest: "sha256:c", mediaType: "application/vnd.oci.image.config.v1+json" }, layers: [] };

  it("of an index are those that it lists, without attestations", async () => {
    manifest({ manifests: [platform("linux", "amd64"), platform("linux", "arm64"), platform("unknown", "unknown")] });
    expect(await registry.platforms(image)).toEqual([
      { os: "linux", architecture: "amd64" },
      { os: "linux", architecture: "arm64" },
    ]);
    expect(inputs()).toMatchObject([{ registryId: "123456789012", repositoryName: "torch", imageIds: [{ imageDigest }] }]);
  });

  it("of one image are read from its config, over redirects", async () => {
    const origin = await layers({
      "/signed": { to: "/elsewhere" },
      "/elsewhere": { text: JSON.stringify({ architecture: "arm64", os: "linux" }) },
    });
    manifest(single);
    service.on(GetDownloadUrlForLayerCommand).resolves({ downloadUrl: `${origin}/signed` });
    expect(await registry.platforms(image)).toEqual([{ os: "linux", architecture: "arm64" }]);
    expect(inputs()[1]).toEqual({ registryId: "123456789012", repositoryName: "torch", layerDigest: "sha256:c" });
  });

  it.each<[string, Parameters<typeof layers>[0]]>([
    ["is refused", { "/signed": { status: 403 } }],
    ["is another page", { "/signed": { text: "<html>" } }],
    ["says nothing of it", { "/signed": { text: "{}" } }],
    ["leads around in a circle", { "/signed": { to: "/signed" } }],
    ["is too large", { "/signed": { text: " ".repeat(5 * 1024 * 1024) } }],
  ])("are not known where the config %s", async (_what, answers) => {
    const origin = await layers(answers);
    manifest(single);
    service.on(GetDownloadUrlForLayerCommand).resolves({ downloadUrl: `${origin}/signed` });
    expect(await registry.platforms(image)).toBeUndefined();
  });

  it("are not known where the config may not be read", async () => {
    manifest(single);
    service
      .on(GetDownloadUrlForLayerCommand)
      .rejects(new ECRServiceException({ name: "AccessDeniedException", message: "no", $fault: "client", $metadata: {} }));
    expect(await registry.platforms(image)).toBeUndefined();
  });

  it.each([
    ["another page", "<html>"],
    ["nothing of use", {}],
    ["an index of nothing", { manifests: [] }],
  ])("are not known from a manifest that is %s", async (_what, content) => {
    manifest(content);
    expect(await registry.platforms(image)).toBeUndefined();
  });

  it("are not known of an image that the registry does not give", async () => {
    service.on(BatchGetImageCommand).resolves({ images: [], failures: [{ failureCode: "ImageNotFound" }] });
    expect(await registry.platforms(image)).toBeUndefined();
  });

  it("end with the reason of an abort", async () => {
    const ended = new AbortController();
    const origin = await layers({ "/signed": { text: "{}" } });
    manifest(single);
    const reason = new Error("stopped");
    service.on(GetDownloadUrlForLayerCommand).callsFake(() => {
      ended.abort(reason);
      return { downloadUrl: `${origin}/signed` };
    });
    await expect(createRegistry(session.endedBy(ended.signal)).platforms(image)).rejects.toThrow("stopped");
  });
});
