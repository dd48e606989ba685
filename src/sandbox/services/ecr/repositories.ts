import { home, named } from "../../home.ts";
import type { Operation } from "../../operation.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { ContainerRecord, RepositoryRecord, SandboxState } from "../../state.ts";
import { type Manifest, manifestOf, withMembers } from "./manifests.ts";
import { page, type PageInput, refusePages } from "./pages.ts";

interface DescribeRepositoriesInput extends PageInput {
  readonly registryId?: string;
  readonly repositoryNames?: readonly string[];
}

export const describeRepositories: Operation<DescribeRepositoriesInput> = (input, { state }) => {
  const { registryId = home.account, repositoryNames } = input;
  if (repositoryNames !== undefined) {
    refusePages(input, "repositoryNames");
    return {
      repositories: repositoryNames.map((repositoryName) =>
        described(repositoryName, requireRepository(state, { repositoryName, registryId })),
      ),
    };
  }
  const own = registryId === home.account ? Object.entries(state.ecr.repositories) : [];
  const all = own.map(([name, repository]) => described(name, repository));
  const { items: repositories, ...next } = page(all, input, ["DescribeRepositories", registryId]);
  return { repositories, ...next };
};

function described(repositoryName: string, { createdAt }: RepositoryRecord): object {
  return {
    repositoryArn: `arn:aws:ecr:${home.region}:${home.account}:repository/${repositoryName}`,
    registryId: home.account,
    repositoryName,
    repositoryUri: `${home.account}.dkr.ecr.${home.region}.amazonaws.com/${repositoryName}`,
    createdAt,
    imageTagMutability: "MUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration: { encryptionType: "AES256" },
  };
}

/** Most requests name a repository, and may name the account that owns it. */
export interface RepositoryInput {
  readonly repositoryName: string;
  readonly registryId?: string;
}

/** Throws RepositoryNotFoundException, also for a registry of another account: this one has no permission there. */
export function requireRepository({ ecr }: SandboxState, { repositoryName, registryId = home.account }: RepositoryInput): RepositoryRecord {
  const repository = registryId === home.account ? named(ecr.repositories, repositoryName) : undefined;
  if (repository !== undefined) return repository;
  throw new ServiceError(
    "RepositoryNotFoundException",
    `The repository with name '${repositoryName}' does not exist in the registry with id '${registryId}'`,
  );
}

/** One manifest of a repository, with the facts about its image. */
export interface StoredImage {
  readonly manifest: Manifest;
  readonly tags: readonly string[];
  readonly record: ContainerRecord;
}

/** Everything that has a digest of its own: the manifests in an index are images without a tag. */
export function imagesOf(repository: RepositoryRecord): StoredImage[] {
  return repository.images.flatMap((record) =>
    withMembers(manifestOf(record)).map((manifest, index) => ({ manifest, tags: index === 0 ? record.tags : [], record })),
  );
}

/** The reference to an image in a request. */
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

/**
 * A container by URI, with its tag resolved to the present digest; undefined if this account's registry
 * has no such container. Without a tag: `latest`.
 */
export function resolvedContainer({ ecr }: SandboxState, uri: string): string | undefined {
  const [, host, account, name = "", imageTag, imageDigest] = /^((\d{12})[^/]+)\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(uri) ?? [];
  const repository = account === home.account ? named(ecr.repositories, name) : undefined;
  if (repository === undefined) return undefined;
  const reference = { ...(imageTag !== undefined && { imageTag }), ...(imageDigest !== undefined && { imageDigest }) };
  const image = findImage(imagesOf(repository), imageTag === undefined && imageDigest === undefined ? { imageTag: "latest" } : reference);
  return image && `${host}/${name}@${image.manifest.digest}`;
}
