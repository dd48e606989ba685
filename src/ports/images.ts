import type { Tag } from "../core/app/app.ts";
import type { ContainerImage, ContainerReference, Platform, Repository } from "../core/image/container.ts";
import type { AppImageConfig, AppImageConfigMembers, Image, ImageSummary, ImageVersion, ImageVersionSummary } from "../core/image/image.ts";

/*
 * SageMaker images of one Region. Rejects, pages and resolves as the interfaces of Studio do: creates and deletes of
 * images and versions when the service has accepted them (CREATING, DELETING follow).
 */

export interface Images {
  listImages(): AsyncIterable<ImageSummary>;
  describeImage(imageName: string): Promise<Image>;
  /** Resolves to the ARN. Rejects with `in-use` where the name is taken. */
  createImage(image: {
    readonly ImageName: string;
    readonly RoleArn: string;
    readonly DisplayName?: string;
    readonly Description?: string;
    readonly Tags?: readonly Tag[];
  }): Promise<string>;
  /** Changes the role; UPDATING follows. Rejects with `not-ready` while another change is under way. */
  updateImage(image: { readonly ImageName: string; readonly RoleArn: string }): Promise<void>;
  /** Deletes all versions too. */
  deleteImage(imageName: string): Promise<void>;
}

export interface ImageVersions {
  /** Newest first. */
  listImageVersions(imageName: string): AsyncIterable<ImageVersionSummary>;
  /** By its number or an alias. Absent: the latest version; rejects with `not-found` where the image has none (service-facts: Errors). */
  describeImageVersion(imageName: string, version?: number | string): Promise<ImageVersion>;
  /**
   * `BaseImage` is a container by URI. If a request is repeated with the same token, the service creates no second version (service-facts:
   * Settings and images).
   */
  createImageVersion(version: { readonly ImageName: string; readonly BaseImage: string; readonly ClientToken: string }): Promise<string>;
}

export interface AppImageConfigs {
  listAppImageConfigs(): AsyncIterable<AppImageConfig>;
  describeAppImageConfig(name: string): Promise<AppImageConfig>;
  createAppImageConfig(
    config: AppImageConfigMembers & { readonly AppImageConfigName: string; readonly Tags?: readonly Tag[] },
  ): Promise<string>;
  updateAppImageConfig(config: AppImageConfigMembers & { readonly AppImageConfigName: string }): Promise<void>;
  deleteAppImageConfig(name: string): Promise<void>;
}

export interface SageMakerImages extends Images, ImageVersions, AppImageConfigs {}

/** The caller's own private ECR registry in one Region. Every method rejects with a StudioctlError, as those of Studio do. */
export interface Registry {
  readonly region: string;
  /** Rejects with `not-found`. */
  describeRepository(repositoryName: string): Promise<Repository>;
  /** Names of the repositories: for suggestions. */
  listRepositories(): Promise<readonly string[]>;
  /** The image that a tag or digest names now. Rejects with `not-found`, separately for the repository and the tag. */
  describeContainer(repositoryName: string, reference: ContainerReference): Promise<ContainerImage>;
  /** Tags of a repository, newest image first: for suggestions. */
  listTags(repositoryName: string): Promise<readonly string[]>;
  /** The platforms of the image: several for an index, undefined if the manifest does not contain them. */
  platforms(image: ContainerImage): Promise<readonly Platform[] | undefined>;
}
