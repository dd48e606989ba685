import { home } from "../../../home.ts";
import { ServiceError } from "../../../protocol/service-error.ts";
import type { Operation } from "../../../operation.ts";
import { page, type PageInput, refusePages } from "../pages.ts";
import {
  findImage,
  type ImageIdentifier,
  type ImagesFilter,
  imagesOf,
  meetsFilter,
  type RepositoryInput,
  requireRepository,
  type StoredImage,
} from "../repositories.ts";

interface DescribeImagesInput extends RepositoryInput, PageInput {
  readonly imageIds?: readonly ImageIdentifier[];
  readonly filter?: ImagesFilter;
}

export const describeImages: Operation<DescribeImagesInput> = (input, { state }) => {
  const { repositoryName, imageIds, filter } = input;
  const images = imagesOf(requireRepository(state, input));
  if (imageIds !== undefined) {
    refusePages(input, "imageIds");
    const found = new Set(imageIds.map((id) => findImage(images, id) ?? notFound(id, repositoryName)));
    return { imageDetails: [...found].map((image) => described(image, repositoryName)) };
  }
  const wanted = images.filter((image) => meetsFilter(image, filter));
  const { items, ...next } = page(wanted, input, ["DescribeImages", repositoryName, filter]);
  return { imageDetails: items.map((image) => described(image, repositoryName)), ...next };
};

function notFound({ imageDigest, imageTag }: ImageIdentifier, repositoryName: string): never {
  throw new ServiceError(
    "ImageNotFoundException",
    `The image with imageId {imageDigest:'${imageDigest ?? "null"}', imageTag:'${imageTag ?? "null"}'} does not exist within the ` +
      `repository with name '${repositoryName}' in the registry with id '${home.account}'`,
  );
}

function described({ manifest, tags, record: { findings, pushedAt } }: StoredImage, repositoryName: string): object {
  return {
    registryId: home.account,
    repositoryName,
    imageDigest: manifest.digest,
    ...(tags.length > 0 && { imageTags: tags }),
    imageSizeInBytes: manifest.sizeInBytes,
    imagePushedAt: pushedAt,
    imageManifestMediaType: manifest.mediaType,
    artifactMediaType: manifest.artifactMediaType,
    imageStatus: "ACTIVE",
    ...(findings !== undefined && manifest.members.length === 0 && scanOf(findings, pushedAt)),
  };
}

/** Scanned on push, which takes half a minute. An index is not: the images in it are. */
function scanOf(findingSeverityCounts: Readonly<Record<string, number>>, pushedAt: number): object {
  const imageScanCompletedAt = pushedAt + 30_000;
  return {
    imageScanStatus: { status: "COMPLETE", description: "The scan was completed successfully." },
    imageScanFindingsSummary: { imageScanCompletedAt, vulnerabilitySourceUpdatedAt: pushedAt, findingSeverityCounts },
  };
}
