import { validationException } from "../../../protocol/service-error.ts";
import { resolvedContainer } from "../../ecr/resolve.ts";
import { home } from "../arns.ts";
import type { Context, Operation } from "../context.ts";
import { creatingImage, putVersion, requireImage, versionsOf } from "../images.ts";
import { imageVersionRecord } from "../records.ts";

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
  // Asked again with the same token, the answer is the same version (service-facts: Settings and images).
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

/** The service looks for the container once it has accepted the request: the version ends in CREATE_FAILED (inferred, as is the text). */
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
