import type { ContainerImage, ContainerReference, Platform, Repository } from "../core/image/container.ts";

/** The caller's own private ECR registry in one Region. Every method rejects with a StudioctlError, as those of Studio do. */
export interface Registry {
  readonly region: string;
  /** Rejects with `not-found`. */
  describeRepository(repositoryName: string): Promise<Repository>;
  /** Names of the repositories: for suggestions. */
  listRepositories(): Promise<readonly string[]>;
  /** The image that a tag or digest names now. Rejects with `not-found`, telling the repository from the tag. */
  describeContainer(repositoryName: string, reference: ContainerReference): Promise<ContainerImage>;
  /** Tags of a repository, newest image first: for suggestions. */
  listTags(repositoryName: string): Promise<readonly string[]>;
  /** What the image runs on: several for an index, undefined where the manifest does not let it be known. */
  platforms(image: ContainerImage): Promise<readonly Platform[] | undefined>;
}
