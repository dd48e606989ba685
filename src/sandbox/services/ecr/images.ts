import { home } from "../../home.ts";
import type { Operation } from "../../operation.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { page, type PageInput, refusePages } from "./pages.ts";
import {
  findImage,
  type ImageIdentifier,
  type ImagesFilter,
  imagesOf,
  meetsFilter,
  type RepositoryInput,
  requireRepository,
  type StoredImage,
} from "./repositories.ts";

interface BatchGetImageInput extends RepositoryInput {
  readonly imageIds: readonly ImageIdentifier[];
}

/**
 * Manifests as they were pushed. Accepted media types are ignored, as the service does if it cannot convert (inferred).
 */
export const batchGetImage: Operation<BatchGetImageInput> = (input, { state }) => {
  const stored = imagesOf(requireRepository(state, input));
  const asked = input.imageIds.map((imageId) => ({ imageId, image: findImage(stored, imageId) }));
  return {
    images: asked.flatMap(({ imageId, image }) => (image === undefined ? [] : [description(image, imageId, input.repositoryName)])),
    failures: asked.flatMap(({ imageId, image }) => (image === undefined ? [failure(imageId, stored)] : [])),
  };
};

function description({ manifest }: StoredImage, { imageTag }: ImageIdentifier, repositoryName: string): object {
  return {
    registryId: home.account,
    repositoryName,
    imageId: { imageDigest: manifest.digest, imageTag },
    imageManifest: manifest.text,
    imageManifestMediaType: manifest.mediaType,
  };
}

/** The reason of ImageNotFound is the service's; the others are inferred. */
function failure(imageId: ImageIdentifier, stored: readonly StoredImage[]): object {
  const { imageTag, imageDigest } = imageId;
  if (imageTag === undefined && imageDigest === undefined) {
    return { imageId, failureCode: "MissingDigestAndTag", failureReason: "Invalid request parameters: both tag and digest cannot be null" };
  }
  if (imageDigest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(imageDigest)) {
    return {
      imageId,
      failureCode: "InvalidImageDigest",
      failureReason: `Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'`,
    };
  }
  if (
    imageTag !== undefined &&
    imageDigest !== undefined &&
    findImage(stored, { imageTag }) !== undefined &&
    findImage(stored, { imageDigest }) !== undefined
  ) {
    return {
      imageId,
      failureCode: "ImageTagDoesNotMatchDigest",
      failureReason: "The digest of the specified image does not match the tag",
    };
  }
  return { imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" };
}

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

interface ListImagesInput extends RepositoryInput, PageInput {
  readonly filter?: ImagesFilter;
}

/** An image is listed once for each of its tags. */
export const listImages: Operation<ListImagesInput> = (input, { state }) => {
  const { repositoryName, filter } = input;
  const images = imagesOf(requireRepository(state, input)).filter((image) => meetsFilter(image, filter));
  const all = images.flatMap(({ manifest: { digest: imageDigest }, tags }): ImageIdentifier[] =>
    tags.length === 0 ? [{ imageDigest }] : tags.map((imageTag) => ({ imageDigest, imageTag })),
  );
  const { items: imageIds, ...next } = page(all, input, ["ListImages", repositoryName, filter]);
  return { imageIds, ...next };
};
