import type { ResourceSpec } from "../app/app.ts";
import { usageError } from "../errors.ts";
import { type AppType, patterns } from "../service-model.ts";

/** One entry of the list of custom images of a domain, user profile or space (service-facts: Settings and images). Without a number: the latest version. */
export interface CustomImage {
  readonly ImageName: string;
  readonly ImageVersionNumber?: number;
  readonly AppImageConfigName: string;
  readonly [member: string]: unknown;
}

/** A SageMaker image as ListImages returns it. */
export interface ImageSummary {
  readonly ImageName: string;
  readonly ImageArn: string;
  /** CREATING, CREATED, CREATE_FAILED, UPDATING, UPDATE_FAILED, DELETING, DELETE_FAILED (service-facts: States and lifetimes). */
  readonly ImageStatus: string;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
  readonly DisplayName?: string;
  readonly Description?: string;
  readonly FailureReason?: string;
}

export interface Image extends ImageSummary {
  readonly RoleArn?: string;
  readonly [member: string]: unknown;
}

export interface ImageVersionSummary {
  readonly ImageArn: string;
  readonly ImageVersionArn: string;
  readonly Version: number;
  /** CREATING, CREATED, CREATE_FAILED, DELETING, DELETE_FAILED (service-facts: States and lifetimes). */
  readonly ImageVersionStatus: string;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
  readonly FailureReason?: string;
}

export interface ImageVersion extends ImageVersionSummary {
  /** The container as given to CreateImageVersion, and as the service resolved it: by digest. */
  readonly BaseImage?: string;
  readonly ContainerImage?: string;
  readonly [member: string]: unknown;
}

export interface KernelSpec {
  readonly Name: string;
  readonly DisplayName?: string;
}

/** Of JupyterLab and CodeEditor images: how the container is started (service-facts: Settings and images). */
export interface ContainerConfig {
  readonly ContainerArguments?: readonly string[];
  readonly ContainerEntrypoint?: readonly string[];
  readonly ContainerEnvironmentVariables?: Readonly<Record<string, string>>;
}

/** Exactly one of the three configs is present; it determines the app type. */
export interface AppImageConfigMembers {
  readonly KernelGatewayImageConfig?: {
    readonly KernelSpecs: readonly KernelSpec[];
    readonly FileSystemConfig?: { readonly MountPath?: string; readonly DefaultUid?: number; readonly DefaultGid?: number };
  };
  readonly JupyterLabAppImageConfig?: { readonly ContainerConfig?: ContainerConfig; readonly [member: string]: unknown };
  readonly CodeEditorAppImageConfig?: { readonly ContainerConfig?: ContainerConfig; readonly [member: string]: unknown };
}

export interface AppImageConfig extends AppImageConfigMembers {
  readonly AppImageConfigName: string;
  readonly AppImageConfigArn: string;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
}

/** The types of app that take custom images, and the settings that list them. */
export const customImageTypes = ["KernelGateway", "JupyterLab", "CodeEditor"] as const satisfies readonly AppType[];
export type CustomImageType = (typeof customImageTypes)[number];

/** Throws a usage error for a text that cannot be the name of a SageMaker image. */
export function checkImageName(name: string): void {
  if (patterns.ImageName.test(name) && name.length <= 63) return;
  throw usageError(`"${name}" is not a valid image name`, {
    fix: "letters and digits, with single hyphens and dots between them, at most 63",
  });
}

/** Throws a usage error for a text that is neither the name nor the ARN of a SageMaker image. `flag` is `--image`. */
export function checkImage(text: string, flag: string): void {
  if (/^arn:aws[a-z-]*:sagemaker:[^:]+:\d{12}:image\/[a-zA-Z0-9]([-.]?[a-zA-Z0-9])*$/.test(text)) return;
  if (/^[a-zA-Z0-9]([-.]?[a-zA-Z0-9]){0,62}$/.test(text)) return;
  throw usageError(`${flag} does not take "${text}"`, { fix: "the name of an image, or arn:aws:sagemaker:REGION:ACCOUNT:image/NAME" });
}

/** The same, or `none`, which restores the default image. */
export function checkImageOrNone(text: string, flag: string): void {
  if (text !== "none") checkImage(text, flag);
}

/** A version of an image: its number, an alias such as `3.2.0`, or `latest`, the newest version at a start. */
export type ImageVersionRequest = number | string;

/** Throws a usage error for a text that is neither a number nor an alias (SageMaker API: ImageVersionNumber, ImageVersionAlias). */
export function parseImageVersion(text: string, flag: string): ImageVersionRequest {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  if (/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(text) && !/^\d+$/.test(text)) return text;
  throw usageError(`${flag} does not take "${text}"`, { fix: "the number of a version, an alias such as 3.2.0, or latest" });
}

/** The members of a ResourceSpec that select the image; without them: the service's default. */
export type ImageSpec = Pick<ResourceSpec, "SageMakerImageArn" | "SageMakerImageVersionArn" | "SageMakerImageVersionAlias">;

/** A spec with another image. A pinned version of the old image is removed. */
export function withImage(spec: ResourceSpec, image: ImageSpec): ResourceSpec {
  const { SageMakerImageArn: _arn, SageMakerImageVersionArn: _version, SageMakerImageVersionAlias: _alias, ...rest } = spec;
  return { ...rest, ...image };
}

/** An image at a version; `latest` pins none. */
export function imageSpec(SageMakerImageArn: string, version: ImageVersionRequest | undefined): ImageSpec {
  if (version === undefined || version === "latest") return { SageMakerImageArn };
  if (typeof version === "string") return { SageMakerImageArn, SageMakerImageVersionAlias: version };
  return {
    SageMakerImageArn,
    SageMakerImageVersionArn: `${SageMakerImageArn.replace(":image/", ":image-version/").toLowerCase()}/${version}`,
  };
}

/** The image that a spec names, whether by its own ARN or by that of a version. */
export function imageArnOf({ SageMakerImageArn, SageMakerImageVersionArn }: ImageSpec): string | undefined {
  return SageMakerImageArn ?? SageMakerImageVersionArn?.replace(":image-version/", ":image/").replace(/\/\d+$/, "");
}

/** The number of the version that a spec pins; undefined if it pins none, or an alias. */
export function pinnedVersion({ SageMakerImageVersionArn }: ImageSpec): number | undefined {
  const number = /\/(\d+)$/.exec(SageMakerImageVersionArn ?? "")?.[1];
  return number === undefined ? undefined : Number(number);
}

/** The parts of an image ARN. */
export function partsOfImage(arn: string): { readonly region: string; readonly account: string; readonly name: string } {
  const [, , , region = "", account = "", name = ""] = arn.split(":");
  return { region, account, name: name.replace(/^image\//, "") };
}

/** Returns an ARN unchanged, and the ARN of a name in the account and Region of `neighbour`, any SageMaker ARN. */
export function imageArn(image: string, neighbour: string): string {
  const [, partition, , region, account] = neighbour.split(":");
  return image.startsWith("arn:") ? image : `arn:${partition}:sagemaker:${region}:${account}:image/${image}`;
}

/** Whether a spec names SageMaker Distribution, the image that AWS ships for JupyterLab and Code Editor. */
export function isDistribution({ SageMakerImageArn = "" }: ResourceSpec): boolean {
  return /:image\/sagemaker-distribution\b/.test(SageMakerImageArn);
}

/**
 * The version of a SageMaker Distribution that is known to be older than MAJOR.MINOR; undefined if the image is another one or its
 * version is not known. An alias may be `1.9.0`, `1.9` or `1`; `latest` and a bare major that is not older leave it unknown.
 */
export function distributionOlderThan(spec: ResourceSpec, [major, minor]: readonly [major: number, minor: number]): string | undefined {
  const { SageMakerImageVersionAlias: alias = "" } = spec;
  if (!isDistribution(spec) || !/^\d+(\.\d+)*$/.test(alias)) return undefined;
  const [ownMajor = 0, ownMinor = minor] = alias.split(".").map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor) ? alias : undefined;
}
