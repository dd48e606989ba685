import http from "node:http";
import https from "node:https";
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  type ImageDetail,
} from "@aws-sdk/client-ecr";
import { collect, isRecord } from "../core/collections.ts";
import { type ContainerImage, type Platform, referenceText } from "../core/image/container.ts";
import { Secret } from "../core/secret.ts";
import type { Agents, AgentsFor } from "../ports/connection.ts";
import type { Registry } from "../ports/images.ts";
import { type ServiceResponse, complete, items, malformed } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { nextPage, paged } from "./studio/paging.ts";

/** The largest page of an ECR list. */
const pageSize = 1_000;

/** The private container registry of one Region, over the ECR API. */
export function createRegistry(session: AwsSession): Registry {
  const { region, signal, agents } = session;
  const client = session.client(ECRClient);
  const call = session.call("ECR");

  /** The text of a layer or config, or undefined if it cannot be downloaded. Its address is a secret: anyone who knows it can use it. */
  async function blob({ registryId, repositoryName }: ContainerImage, layerDigest: string): Promise<string | undefined> {
    const operation = "GetDownloadUrlForLayer";
    const description = { operation, action: "read", subject: `config of ${repositoryName}` };
    const { downloadUrl } = await call(description, (options) =>
      client.send(new GetDownloadUrlForLayerCommand({ registryId, repositoryName, layerDigest }), options),
    );
    return downloadUrl === undefined ? undefined : await download(new Secret(downloadUrl), signal, agents);
  }

  return {
    region,

    async describeRepository(repositoryName) {
      const operation = "DescribeRepositories";
      const description = { operation, action: "describe", subject: `repository ${repositoryName}` };
      const input = { repositoryNames: [repositoryName] };
      const { repositories } = await call(description, (options) => client.send(new DescribeRepositoriesCommand(input), options));
      const [found] = items(operation, "repositories", repositories);
      if (found === undefined) throw malformed(operation, `repository ${repositoryName}`);
      return complete(operation, found, "registryId", "repositoryName", "repositoryUri");
    },

    async listRepositories() {
      const operation = "DescribeRepositories";
      const description = { operation, action: "list", subject: "repositories" };
      const repositories = paged(
        call,
        operation,
        async ({ NextToken }) => {
          const input = { maxResults: pageSize, ...(NextToken !== undefined && { nextToken: NextToken }) };
          const response = await call(description, (options) => client.send(new DescribeRepositoriesCommand(input), options));
          return { items: items(operation, "repositories", response.repositories), ...nextPage(response.nextToken) };
        },
        (each) => complete(operation, each, "repositoryName").repositoryName,
      );
      return await collect(repositories);
    },

    async describeContainer(repositoryName, reference) {
      const operation = "DescribeImages";
      const subject = `container ${repositoryName}${referenceText(reference)}`;
      const input = { repositoryName, imageIds: [reference] };
      const { imageDetails } = await call({ operation, action: "describe", subject }, (options) =>
        client.send(new DescribeImagesCommand(input), options),
      );
      const [found] = items(operation, "imageDetails", imageDetails);
      if (found === undefined) throw malformed(operation, subject);
      return container(operation, found);
    },

    async listTags(repositoryName) {
      const operation = "DescribeImages";
      const description = { operation, action: "list", subject: `tags of ${repositoryName}` };
      const images = paged(
        call,
        operation,
        async ({ NextToken }) => {
          const input = {
            repositoryName,
            filter: { tagStatus: "TAGGED" as const },
            maxResults: pageSize,
            ...(NextToken !== undefined && { nextToken: NextToken }),
          };
          const response = await call(description, (options) => client.send(new DescribeImagesCommand(input), options));
          return { items: items(operation, "imageDetails", response.imageDetails), ...nextPage(response.nextToken) };
        },
        (detail) => container(operation, detail),
      );
      const newestFirst = (await collect(images)).toSorted((one, other) => pushed(other) - pushed(one));
      return newestFirst.flatMap(({ imageTags }) => imageTags);
    },

    async platforms(image) {
      const { registryId, repositoryName, imageDigest } = image;
      const description = { operation: "BatchGetImage", action: "read", subject: `manifest of ${repositoryName}@${imageDigest}` };
      const input = { registryId, repositoryName, imageIds: [{ imageDigest }], acceptedMediaTypes: [...manifestMediaTypes] };
      const { images } = await call(description, (options) => client.send(new BatchGetImageCommand(input), options));
      const manifest = readManifest(items("BatchGetImage", "images", images)[0]?.imageManifest);
      if (manifest === undefined || "platforms" in manifest) return manifest?.platforms;
      try {
        const platform = configPlatform(await blob(image, manifest.config));
        return platform && [platform];
      } catch {
        // The manifest may be read, but not the config it points to.
        signal.throwIfAborted();
        return undefined;
      }
    },
  };
}

function container(operation: string, detail: ServiceResponse<ImageDetail>): ContainerImage {
  const {
    imageScanStatus,
    imageScanFindingsSummary,
    imageTags = [],
    ...members
  } = complete(operation, detail, "registryId", "repositoryName", "imageDigest");
  const counts = imageScanFindingsSummary?.findingSeverityCounts;
  return {
    ...members,
    imageTags,
    ...(imageScanStatus?.status !== undefined && { imageScanStatus: imageScanStatus.status }),
    ...(counts !== undefined && { findingSeverityCounts: counts }),
  };
}

function pushed({ imagePushedAt }: ContainerImage): number {
  return imagePushedAt?.getTime() ?? 0;
}

/** A config has some kilobytes; a layer, which is not requested here, could have gigabytes. */
const maxBytes = 4 * 1024 * 1024;
const timeoutMs = 10_000;
const maxRedirects = 3;

/**
 * The text behind a presigned address, or undefined if it cannot be read: it is not shown, nor is an error that could
 * hold it. Aborting `signal` ends it with the signal's reason.
 */
async function download(address: Secret, signal: AbortSignal, agents?: AgentsFor): Promise<string | undefined> {
  try {
    return await follow(new URL(address.reveal()), AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), maxRedirects, agents?.(1));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function follow(url: URL, signal: AbortSignal, redirects: number, agents: Agents | undefined): Promise<string | undefined> {
  const response = await get(url, signal, agents);
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return await bodyOf(response);
  response.destroy();
  if (statusCode < 300 || statusCode >= 400 || headers.location === undefined || redirects === 0) return undefined;
  return await follow(new URL(headers.location, url), signal, redirects - 1, agents);
}

function get(url: URL, signal: AbortSignal, agents: Agents | undefined): Promise<http.IncomingMessage> {
  const secure = url.protocol === "https:";
  const { get: send } = secure ? https : http;
  const agent = (secure ? agents?.https : agents?.http) ?? false;
  return new Promise((resolve, reject) => {
    // The listener stays: an aborted request emits another error after its response has begun.
    send(url, { signal, agent }, resolve).on("error", reject);
  });
}

async function bodyOf(response: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The forms of a manifest that are understood here: an index of platforms, or one image (OCI image specification). */
const manifestMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

/** The platforms in a manifest, or the digest of the config that names the platform. */
export type Manifest = { readonly platforms: readonly Platform[] } | { readonly config: string };

/** Reads a manifest; undefined if it has neither. */
function readManifest(text: string | undefined): Manifest | undefined {
  const manifest = parsed(text);
  if (!isRecord(manifest)) return undefined;
  const { manifests, config } = manifest;
  if (Array.isArray(manifests)) {
    // An index also contains attestations, with the platform `unknown`.
    const platforms = manifests.flatMap((each: unknown) => platformOf(isRecord(each) ? each["platform"] : undefined) ?? []);
    const known = platforms.filter(({ architecture }) => architecture !== "unknown");
    return known.length === 0 ? undefined : { platforms: known };
  }
  return isRecord(config) && typeof config["digest"] === "string" ? { config: config["digest"] } : undefined;
}

/** The platform that an image's config names. */
function configPlatform(text: string | undefined): Platform | undefined {
  return platformOf(parsed(text));
}

function platformOf(value: unknown): Platform | undefined {
  if (!isRecord(value) || typeof value["architecture"] !== "string") return undefined;
  const { architecture, os } = value;
  return { architecture, ...(typeof os === "string" && { os }) };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
