import { type ContainerImage, digestIn } from "./container.ts";
import type { AppImageConfig, AppImageConfigMembers, CustomImage, CustomImageType, Image, ImageVersion } from "./image.ts";
import { customImageNamed, sameCustomImage, withCustomImage } from "./attachments.ts";
import { type Difference, differences } from "../settings/difference.ts";
import { settingsMember } from "../domain/domain.ts";
import { StudioctlError, usageError } from "../errors.ts";
import { type ImageConfigRequest, typesOf, requestedConfig } from "./config.ts";

/** The request to attach an image. */
export interface AttachInput {
  readonly ImageName: string;
  readonly type: CustomImageType;
  /** The pinned version number; latest: the newest version when an app starts. */
  readonly version: number | "latest";
  readonly config: ImageConfigRequest;
}

/** The current state, as it was read. */
export interface AttachFacts {
  readonly image: Image | undefined;
  /** The role for a new image. */
  readonly roleArn: string | undefined;
  /** The role that the user named, which an existing image gets too. */
  readonly namedRole?: string | undefined;
  /** The pushed container, by digest; absent: the image is attached as it is. */
  readonly container: { readonly image: ContainerImage; readonly uri: string } | undefined;
  /** The newest version that did not fail, or the one asked for. */
  readonly version: ImageVersion | undefined;
  readonly configName: string;
  readonly config: AppImageConfig | undefined;
  /** Status of the level, with its list. */
  readonly Status: string;
  readonly list: readonly CustomImage[];
}

/** The remaining steps and the differences they make. No differences: it is attached already. */
export interface AttachSteps {
  readonly createImage: { readonly ImageName: string; readonly RoleArn: string } | undefined;
  /** The role that replaces the role of the image. */
  readonly updateRole: string | undefined;
  /** The container's URI by digest. */
  readonly createVersion: string | undefined;
  readonly writeConfig:
    | { readonly how: "create" | "update"; readonly config: AppImageConfigMembers & { readonly AppImageConfigName: string } }
    | undefined;
  readonly entry: CustomImage;
  readonly list: readonly CustomImage[];
  /** Whether the level already lists it with these values. */
  readonly listed: boolean;
  readonly differences: readonly Difference[];
  /** Whether something that exists is changed. */
  readonly alters: boolean;
}

/** Decides the remaining steps. Throws `usage`, `invalid` or `not-found` for a request that cannot be met. */
export function attachSteps(request: AttachInput, facts: AttachFacts): AttachSteps {
  const { ImageName, type } = request;
  const createImage = facts.image === undefined ? newImage(request, facts) : undefined;
  const { image, namedRole } = facts;
  const updateRole = image !== undefined && namedRole !== undefined && namedRole !== image.RoleArn ? namedRole : undefined;
  const createVersion = newVersion(request, facts);
  const writeConfig = configStep(request, facts);
  const entry: CustomImage = {
    ImageName,
    ...(request.version !== "latest" && { ImageVersionNumber: request.version }),
    AppImageConfigName: facts.configName,
  };
  const present = customImageNamed(facts.list, entry);
  const list = withCustomImage(facts.list, entry);
  const after = customImageNamed(list, entry) ?? entry;
  const listed = present !== undefined && sameCustomImage(present, after);
  return {
    createImage,
    updateRole,
    createVersion,
    writeConfig,
    entry,
    list,
    listed,
    differences: [
      ...(createImage === undefined ? [] : [{ Setting: "Image.RoleArn", After: createImage.RoleArn }]),
      ...(updateRole === undefined
        ? []
        : [{ Setting: "Image.RoleArn", ...(image?.RoleArn !== undefined && { Before: image.RoleArn }), After: updateRole }]),
      ...(createVersion === undefined ? [] : [versionDifference(facts, createVersion)]),
      ...(writeConfig === undefined ? [] : configDifferences(facts, writeConfig.config)),
      ...(listed ? [] : [entryDifference(type, present, after)]),
    ],
    alters: updateRole !== undefined || writeConfig?.how === "update" || (present !== undefined && !listed),
  };
}

/** The input of a new image; without a container it cannot be created. */
function newImage({ ImageName, version }: AttachInput, { container, roleArn }: AttachFacts): AttachSteps["createImage"] {
  if (container === undefined) throw noImage(ImageName);
  if (version !== "latest") throw noVersion(ImageName, version, "omit --version: a new image begins with version 1");
  if (roleArn === undefined) throw usageError(`missing --role for the new image "${ImageName}"`, { fix: "--role ARN" });
  return { ImageName, RoleArn: roleArn };
}

/** The container that needs a new version because the present version contains another one. */
function newVersion({ ImageName, version }: AttachInput, { container, version: present }: AttachFacts): string | undefined {
  if (container === undefined) {
    if (present !== undefined) return undefined;
    throw new StudioctlError("not-found", `image "${ImageName}" has no version`, { fix: "create one from a container: --ecr REPO:TAG" });
  }
  if (present !== undefined && holds(present, container.image.imageDigest)) return undefined;
  if (version === "latest") return container.uri;
  throw new StudioctlError("invalid", `version ${version} of image "${ImageName}" has another container than --ecr`, {
    why: `its container is ${containerOf(present)}`,
    fix: `omit --ecr to attach version ${version} as it is, or omit --version to attach this container`,
  });
}

/** `near`: the name that was probably meant. */
export function noImage(imageName: string, near?: string): StudioctlError {
  const make = "create it from a container: --ecr REPO:TAG";
  return new StudioctlError("not-found", `no image "${imageName}" in this Region`, {
    fix: near === undefined ? make : `did you mean "${near}"? else ${make}`,
  });
}

export function noVersion(
  imageName: string,
  version: number,
  fix = `studioctl image describe ${imageName} shows its versions; without --version the latest is used`,
): StudioctlError {
  return new StudioctlError("not-found", `image "${imageName}" has no version ${version}`, { fix });
}

/** Whether a version contains a container: as given, or as the service resolved it. */
export function holds({ BaseImage, ContainerImage }: ImageVersion, digest: string): boolean {
  return digestIn(ContainerImage) === digest || digestIn(BaseImage) === digest;
}

function containerOf(version: ImageVersion | undefined): string | undefined {
  return version?.ContainerImage ?? version?.BaseImage;
}

function configStep({ ImageName, type, config: request }: AttachInput, { config, configName }: AttachFacts): AttachSteps["writeConfig"] {
  const members = requestedConfig(config, type, ImageName, request);
  const isTyped = config !== undefined && typesOf(config).length > 0;
  if (config !== undefined && isTyped && differences(config, members).length === 0) return undefined;
  return { how: config === undefined ? "create" : "update", config: { AppImageConfigName: configName, ...members } };
}

function versionDifference({ version }: AttachFacts, uri: string): Difference {
  const before = containerOf(version);
  return { Setting: "ImageVersion.BaseImage", ...(before !== undefined && { Before: before }), After: uri };
}

/** A config without any setting still exists. */
function configDifferences(
  { config }: AttachFacts,
  { AppImageConfigName, ...members }: AppImageConfigMembers & { readonly AppImageConfigName: string },
): Difference[] {
  const named = config === undefined ? [{ Setting: "AppImageConfig.AppImageConfigName", After: AppImageConfigName }] : [];
  const changed = differences(config, members);
  // A type without settings is a difference too, if the config had no type.
  const typed =
    config !== undefined && changed.length === 0 ? Object.entries(members).map(([Setting, After]) => ({ Setting, After })) : changed;
  return [...named, ...typed.map((each) => ({ ...each, Setting: `AppImageConfig.${each.Setting}` }))];
}

function entryDifference(type: CustomImageType, before: CustomImage | undefined, after: CustomImage): Difference {
  return { Setting: `${settingsMember(type)}.CustomImages`, ...(before !== undefined && { Before: before }), After: after };
}

/**
 * The client token is the same for the same container, previous version and image, so that a repeated request creates no second version
 * (service-facts: Settings and images); an image of the same name that is created later gets another token. At most 36 letters, digits and
 * hyphens.
 */
export function versionToken({ CreationTime }: Pick<Image, "CreationTime">, latest: number, containerUri: string): string {
  const digest = digestIn(containerUri)?.slice("sha256:".length, "sha256:".length + 16) ?? "";
  return `${digest}-${CreationTime.getTime().toString(36)}-${latest}`;
}
