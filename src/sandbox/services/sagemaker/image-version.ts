import { home } from "../../home.ts";
import type { Context, Operation } from "../../operation.ts";
import { validationException } from "../../protocol/service-error.ts";
import { resolvedContainer } from "../ecr/repositories.ts";
import { refuseVersionInUse } from "./custom-images.ts";
import {
  creatingImage,
  deleteVersion,
  described,
  putVersion,
  requireImage,
  requireImageVersion,
  type VersionReference,
  versionsOf,
} from "./image.ts";
import { isWithin, type ListInput, listPage, type TimeFilter } from "./listing.ts";
import { imageVersionRecord } from "./records.ts";

interface CreateImageVersionInput {
  readonly ImageName: string;
  readonly BaseImage: string;
  readonly ClientToken: string;
  readonly Aliases?: readonly string[];
  readonly [member: string]: unknown;
}

export const createImageVersion: Operation<CreateImageVersionInput> = ({ Aliases = [], ...members }, context) => {
  const image = requireImage(context, members.ImageName);
  const versions = versionsOf(context, members.ImageName);
  // A repeated request with the same token returns the same version (service-facts: Settings and images).
  const earlier = versions.find(({ ClientToken }) => ClientToken === members.ClientToken);
  if (earlier !== undefined) return earlier;
  if (image.Status !== "CREATED") throw validationException(`Image ${members.ImageName} is in an invalid state.`);
  checkContainer(members.BaseImage);
  const Version = (image.lastVersion ?? Math.max(0, ...versions.map((version) => version.Version))) + 1;
  const ContainerImage = resolvedContainer(context.state, members.BaseImage);
  const version = imageVersionRecord({ ...members, ContainerImage, Version, CreationTime: context.now });
  context.state.sagemaker.images[members.ImageName] = { ...image, lastVersion: Version };
  // An alias names one version of an image: the newer takes it.
  for (const older of versions) {
    putVersion(context, { ...older, aliases: (older.aliases ?? []).filter((alias) => !Aliases.includes(alias)) });
  }
  putVersion(context, {
    ...creatingImage(version, ContainerImage === undefined ? failing(context, members.BaseImage) : context),
    aliases: Aliases,
  });
  return version;
};

/** The service reads the container after it has accepted the request: the version ends in CREATE_FAILED (inferred, as is the text). */
function failing(context: Context, baseImage: string): Context {
  return {
    failNext: `The container image ${baseImage} does not exist in Amazon ECR, or the role of the image may not read it.`,
    ...context,
  };
}

/** A private ECR repository of the same Region (service-facts: Settings and images). */
function checkContainer(baseImage: string): void {
  const region = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/.+$/.exec(baseImage)?.[1];
  if (region === home.region) return;
  throw validationException(`Invalid BaseImage [${baseImage}]. It must be an image of an ECR repository in ${home.region}.`);
}

export const describeImageVersion: Operation<VersionReference> = (input, context) => described(requireImageVersion(context, input));

interface ListImageVersionsInput extends ListInput, TimeFilter {
  readonly ImageName: string;
}

export const listImageVersions: Operation<ListImageVersionsInput> = (input, context) => {
  requireImage(context, input.ImageName);
  const versions = Object.entries(context.state.sagemaker.imageVersions).filter(
    ([, version]) => version.ImageName === input.ImageName && isWithin(version, input),
  );
  const { records, ...page } = listPage(versions, input, { operation: "ListImageVersions", order: "Descending" });
  return { ImageVersions: records.map(described), ...page };
};

export const listAliases: Operation<VersionReference & ListInput> = (input, context) => {
  requireImage(context, input.ImageName);
  const one = input.Version !== undefined || input.Alias !== undefined;
  const versions = one ? [requireImageVersion(context, input)] : versionsOf(context, input.ImageName);
  const aliases = versions.flatMap((version) => (version.aliases ?? []).map((alias) => [alias, { ...version, alias }] as const));
  const { records, ...page } = listPage(aliases, input, { operation: "ListAliases", order: "Ascending" });
  return { SageMakerImageVersionAliases: records.map(({ alias }) => alias), ...page };
};

interface UpdateImageVersionInput extends VersionReference {
  readonly AliasesToAdd?: readonly string[];
  readonly AliasesToDelete?: readonly string[];
  readonly [member: string]: unknown;
}

/** Synchronous: image versions have no UPDATING (service-facts: States and lifetimes). */
export const updateImageVersion: Operation<UpdateImageVersionInput> = (input, context) => {
  const version = requireImageVersion(context, input);
  const { AliasesToAdd = [], AliasesToDelete = [], Alias: _, Version: __, ...members } = input;
  for (const other of versionsOf(context, input.ImageName)) {
    const removed = new Set(other.Version === version.Version ? AliasesToDelete : AliasesToAdd);
    putVersion(context, { ...other, aliases: (other.aliases ?? []).filter((alias) => !removed.has(alias)) });
  }
  const kept = (version.aliases ?? []).filter((alias) => !AliasesToDelete.includes(alias));
  const aliases = [...new Set([...kept, ...AliasesToAdd])];
  putVersion(context, { ...version, ...members, aliases, LastModifiedTime: context.now });
  return version;
};

export const deleteImageVersion: Operation<VersionReference> = (input, context) => {
  if ((input.Version === undefined) === (input.Alias === undefined)) {
    throw validationException("Exactly one of Version and Alias must be specified.");
  }
  const version = requireImageVersion(context, input);
  refuseVersionInUse(context, version, requireImageVersion(context, { ImageName: input.ImageName }).Version);
  deleteVersion(version, context);
  return {};
};
