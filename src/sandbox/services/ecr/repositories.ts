import { home, named } from "../../home.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { ContainerRecord, RepositoryRecord, SandboxState } from "../../state.ts";
import { type Manifest, manifestOf, withMembers } from "./manifests.ts";

/** Most requests name a repository, and may name the account that owns it. */
export interface RepositoryInput {
  readonly repositoryName: string;
  readonly registryId?: string;
}

/** Throws RepositoryNotFoundException, also for a registry of another account: this one holds no permission there. */
export function requireRepository({ ecr }: SandboxState, { repositoryName, registryId = home.account }: RepositoryInput): RepositoryRecord {
  const repository = registryId === home.account ? named(ecr.repositories, repositoryName) : undefined;
  if (repository !== undefined) return repository;
  throw new ServiceError(
    "RepositoryNotFoundException",
    `The repository with name '${repositoryName}' does not exist in the registry with id '${registryId}'`,
  );
}

/** One manifest of a repository, with what is known of its image. */
export interface StoredImage {
  readonly manifest: Manifest;
  readonly tags: readonly string[];
  readonly record: ContainerRecord;
}

/** Everything that has a digest of its own: the manifests in an index are images without a tag. */
export function imagesOf(repository: RepositoryRecord): StoredImage[] {
  return repository.images.flatMap((record) =>
    withMembers(manifestOf(record)).map((manifest, place) => ({ manifest, tags: place === 0 ? record.tags : [], record })),
  );
}

/** What a request names an image by. */
export interface ImageIdentifier {
  readonly imageTag?: string;
  readonly imageDigest?: string;
}

/** The image that has this tag, or this digest, or both. */
export function findImage(images: readonly StoredImage[], { imageTag, imageDigest }: ImageIdentifier): StoredImage | undefined {
  if (imageTag === undefined && imageDigest === undefined) return undefined;
  return images.find(
    ({ manifest, tags }) =>
      (imageTag === undefined || tags.includes(imageTag)) && (imageDigest === undefined || manifest.digest === imageDigest),
  );
}

/** Nothing is archived here: every image is active. */
export interface ImagesFilter {
  readonly tagStatus?: string;
  readonly imageStatus?: string;
}

export function meetsFilter({ tags }: StoredImage, { tagStatus = "ANY", imageStatus = "ACTIVE" }: ImagesFilter = {}): boolean {
  if (imageStatus !== "ACTIVE" && imageStatus !== "ANY") return false;
  return tagStatus === "ANY" || (tagStatus === "TAGGED") === tags.length > 0;
}
