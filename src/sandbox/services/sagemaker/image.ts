import { named } from "../../home.ts";
import type { Context, Operation, TagList } from "../../operation.ts";
import { resourceInUse, resourceNotFound } from "../../protocol/service-error.ts";
import type { EntityRecord, ImageRecord, ImageVersionRecord } from "../../sagemaker-state.ts";
import { refuseImageInUse } from "./custom-images.ts";
import { isTaken } from "./find.ts";
import { isWithin, type ListInput, listPage, nameContains, type TimeFilter } from "./listing.ts";
import { imageVersionKey } from "./names.ts";
import { imageRecord } from "./records.ts";
import { setTags } from "./tags.ts";
import { begin, gone } from "./transitions.ts";

interface CreateImageInput {
  readonly ImageName: string;
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createImage: Operation<CreateImageInput> = ({ Tags, ...members }, context) => {
  const { images } = context.state.sagemaker;
  if (isTaken(images, members.ImageName)) {
    throw resourceInUse(`The Image with ImageName ${members.ImageName} already exists. Please use a different ImageName.`);
  }
  const image = imageRecord({ ...members, CreationTime: context.now });
  images[members.ImageName] = creatingImage(image, context);
  setTags(context, image.ImageArn, Tags);
  return image;
};

export const describeImage: Operation<{ readonly ImageName: string }> = ({ ImageName }, context) =>
  described(requireImage(context, ImageName));

interface ListImagesInput extends ListInput, TimeFilter {
  readonly NameContains?: string;
}

export const listImages: Operation<ListImagesInput> = (input, { state }) => {
  const images = Object.entries(state.sagemaker.images).filter(
    ([name, image]) => nameContains(name, input.NameContains) && isWithin(image, input),
  );
  const { records, ...page } = listPage(images, input, { operation: "ListImages", order: "Descending", name: "ImageName" });
  return { Images: records.map(described), ...page };
};

interface UpdateImageInput {
  readonly ImageName: string;
  /** `DisplayName`, `Description`. */
  readonly DeleteProperties?: readonly string[];
  readonly [member: string]: unknown;
}

export const updateImage: Operation<UpdateImageInput> = ({ DeleteProperties = [], ...members }, context) => {
  const image = { ...updatingImage(requireImage(context, members.ImageName), context), ...members };
  for (const property of DeleteProperties) delete image[property];
  context.state.sagemaker.images[members.ImageName] = image;
  return image;
};

export const deleteImage: Operation<{ readonly ImageName: string }> = ({ ImageName }, context) => {
  const image = requireImage(context, ImageName);
  refuseImageInUse(context, image);
  deleteImageAndVersions(image, context);
  delete context.state.sagemaker.tags[image.ImageArn];
  return {};
};

export function requireImage({ state }: Context, name: string): ImageRecord {
  const image = named(state.sagemaker.images, name);
  if (image === undefined) throw resourceNotFound(`No Image with the name ${name} exists. Please provide a valid ImageName.`);
  return image;
}

export function versionsOf({ state }: Context, imageName: string): ImageVersionRecord[] {
  return Object.values(state.sagemaker.imageVersions).filter(({ ImageName }) => ImageName === imageName);
}

/** Identifies a version of an image: its number or an alias; without either the latest. */
export interface VersionReference {
  readonly ImageName: string;
  readonly Version?: number;
  readonly Alias?: string;
}

export function requireImageVersion(context: Context, { ImageName, Version, Alias }: VersionReference): ImageVersionRecord {
  requireImage(context, ImageName);
  const versions = versionsOf(context, ImageName);
  if (Version === undefined && Alias === undefined) {
    const latest = versions.toSorted((a, b) => b.Version - a.Version)[0];
    if (latest !== undefined) return latest;
    throw resourceNotFound(`Latest ImageVersion with ImageName ${ImageName} does not exist. Please provide a valid ImageName.`);
  }
  const found = versions.find((version) => (Version === undefined ? version.aliases?.includes(Alias ?? "") : version.Version === Version));
  if (found !== undefined) return found;
  throw resourceNotFound(`ImageVersion ${Version ?? Alias} with ImageName ${ImageName} does not exist.`);
}

/** The stored Status is returned under the entity's own name for it. */
export function described<T extends EntityRecord>(record: T): T & { ImageStatus: string; ImageVersionStatus: string } {
  return { ...record, ImageStatus: record.Status, ImageVersionStatus: record.Status };
}

export function creatingImage<T extends EntityRecord>(record: T, context: Context): T {
  return begin(record, { through: "CREATING", to: "CREATED", seconds: seconds(context) }, context);
}

/** Throws ResourceInUse while another change is under way. */
function updatingImage(image: ImageRecord, context: Context): ImageRecord {
  refuseInTransition(image, `Image ${image.ImageName}`);
  return begin(image, { through: "UPDATING", to: "CREATED", seconds: seconds(context) }, context);
}

/** Deletes an image with all its versions. Throws ResourceInUse while another change is under way. */
function deleteImageAndVersions(image: ImageRecord, context: Context): void {
  refuseInTransition(image, `Image ${image.ImageName}`);
  for (const version of versionsOf(context, image.ImageName)) putVersion(context, removing(version, context));
  context.state.sagemaker.images[image.ImageName] = removing(image, context);
}

/** Throws ResourceInUse while another change is under way. */
export function deleteVersion(version: ImageVersionRecord, context: Context): void {
  refuseInTransition(version, `ImageVersion ${version.Version} of Image ${version.ImageName}`);
  putVersion(context, removing(version, context));
}

export function putVersion({ state }: Context, version: ImageVersionRecord): void {
  state.sagemaker.imageVersions[imageVersionKey(version.ImageName, version.Version)] = version;
}

function removing<T extends EntityRecord>(record: T, context: Context): T {
  return begin(record, { through: "DELETING", to: gone, seconds: seconds(context) }, context);
}

function refuseInTransition({ Status }: EntityRecord, name: string): void {
  if (Status === "CREATING" || Status === "UPDATING" || Status === "DELETING") {
    throw resourceInUse(`${name} is in ${Status} status.`);
  }
}

function seconds({ state }: Context): number {
  return state.settings.transitionSeconds.image;
}
