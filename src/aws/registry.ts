import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  type ImageDetail,
} from "@aws-sdk/client-ecr";
import { collect } from "../core/collections.ts";
import { type ContainerImage, referenceText } from "../core/image/container.ts";
import { Secret } from "../core/secret.ts";
import type { Registry } from "../ports/images.ts";
import { type Answer, complete, items, malformed } from "./answers.ts";
import { download } from "./registry/download.ts";
import { configPlatform, manifestMediaTypes, readManifest } from "./registry/manifest.ts";
import type { AwsSession } from "./session.ts";
import { nextPage, paged } from "./studio/paging.ts";

/** The most that a list of ECR gives at once. */
const pageSize = 1_000;

/** The private container registry of one Region, over the ECR API. */
export function createRegistry(session: AwsSession): Registry {
  const { region, signal, agents } = session;
  const client = session.client(ECRClient);
  const call = session.call("ECR");

  /** The text of a layer or config, or undefined where it cannot be had: its address is good for whoever knows it. */
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
          const answer = await call(description, (options) => client.send(new DescribeRepositoriesCommand(input), options));
          return { items: items(operation, "repositories", answer.repositories), ...nextPage(answer.nextToken) };
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
          const answer = await call(description, (options) => client.send(new DescribeImagesCommand(input), options));
          return { items: items(operation, "imageDetails", answer.imageDetails), ...nextPage(answer.nextToken) };
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
        // The registry lets the manifest be read, but not what it points to.
        signal.throwIfAborted();
        return undefined;
      }
    },
  };
}

function container(operation: string, detail: Answer<ImageDetail>): ContainerImage {
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
