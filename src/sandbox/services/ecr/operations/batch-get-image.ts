import { home } from "../../../home.ts";
import type { Operation } from "../../../operation.ts";
import { findImage, type ImageIdentifier, imagesOf, type RepositoryInput, requireRepository, type StoredImage } from "../repositories.ts";

interface BatchGetImageInput extends RepositoryInput {
  readonly imageIds: readonly ImageIdentifier[];
}

/**
 * Manifests as they were pushed. The media types that a client accepts are left aside, as the service does for what it
 * cannot convert (inferred).
 */
export const batchGetImage: Operation<BatchGetImageInput> = (input, { state }) => {
  const stored = imagesOf(requireRepository(state, input));
  const asked = input.imageIds.map((imageId) => ({ imageId, image: findImage(stored, imageId) }));
  return {
    images: asked.flatMap(({ imageId, image }) => (image === undefined ? [] : [told(image, imageId, input.repositoryName)])),
    failures: asked.flatMap(({ imageId, image }) => (image === undefined ? [failure(imageId, stored)] : [])),
  };
};

function told({ manifest }: StoredImage, { imageTag }: ImageIdentifier, repositoryName: string): object {
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
