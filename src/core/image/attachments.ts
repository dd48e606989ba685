import { type App, ownerOf } from "../app/app.ts";
import { sameOwner } from "../app/rules.ts";
import { type AppTypeSettings, settingsMember, type SpaceSettings, type UserSettings } from "../domain/domain.ts";
import { StudioctlError } from "../errors.ts";
import { levelDocument, type LevelDocument, levelFlags, levelLabel, levelOf, type SettingsLevel } from "../settings/level.ts";
import { defaultConfigName } from "./config.ts";
import { type CustomImage, type CustomImageType, customImageTypes, type Image } from "./image.ts";

/** An image in the list that one level has for one type of app; members have the service's names. */
export interface Attachment extends LevelDocument {
  readonly AppType: CustomImageType;
  readonly ImageName: string;
  /** Absent: the latest. */
  readonly ImageVersionNumber?: number;
  readonly AppImageConfigName: string;
}

/** The entries of the lists of a level, in their order. */
export function attachmentsOf(level: SettingsLevel, settings: UserSettings | SpaceSettings | undefined): readonly Attachment[] {
  return customImageTypes.flatMap((AppType) =>
    customImagesOf(settings, AppType).map(({ ImageName, ImageVersionNumber, AppImageConfigName }) => ({
      ...levelDocument(level),
      AppType,
      ImageName,
      ...(ImageVersionNumber !== undefined && { ImageVersionNumber }),
      AppImageConfigName,
    })),
  );
}

/** Whether an app was started with an image, in any version. ARNs of images are in lower case, names need not be. */
export function usesImage({ ResourceSpec }: Pick<App, "ResourceSpec">, { ImageArn }: Pick<Image, "ImageArn">): boolean {
  const arn = ImageArn.toLowerCase();
  const version = ResourceSpec?.SageMakerImageVersionArn?.toLowerCase();
  return (
    ResourceSpec?.SageMakerImageArn?.toLowerCase() === arn || version?.startsWith(`${arn.replace(":image/", ":image-version/")}/`) === true
  );
}

/** Whether an image, in any version, is the default of these settings. */
export function startsWithImage(settings: UserSettings | SpaceSettings, image: Pick<Image, "ImageArn">): boolean {
  return customImageTypes.some((type) => {
    const ResourceSpec = settings[settingsMember(type)]?.DefaultResourceSpec;
    return ResourceSpec !== undefined && usesImage({ ResourceSpec }, image);
  });
}

/** Whether an app can get its image from a level: images of a domain are available to everything in it. */
export function isFrom(app: App, attachment: Attachment): boolean {
  const { DomainId, owner } = levelOf(attachment);
  return app.DomainId === DomainId && app.AppType === attachment.AppType && (owner === undefined || sameOwner(ownerOf(app), owner));
}

/**
 * The app image configs that were created for an image: those that its attachments name, and those with the default name of such a config,
 * so that a repeat after an interrupted delete still finds them. A config stays if an attachment of another image names it, or if its name
 * could be the default of another image.
 */
export function configsOf(
  imageName: string,
  attachments: readonly Attachment[],
  configs: readonly string[],
  imageNames: readonly string[],
): readonly string[] {
  const named = (own: boolean) =>
    new Set(attachments.filter((each) => (each.ImageName === imageName) === own).map(({ AppImageConfigName }) => AppImageConfigName));
  const ofOthers = new Set(imageNames.filter((name) => name !== imageName).flatMap(defaultNames));
  const [own, others] = [named(true), named(false)];
  for (const name of defaultNames(imageName)) if (!ofOthers.has(name)) own.add(name);
  return configs.filter((name) => own.has(name) && !others.has(name));
}

function defaultNames(imageName: string): readonly string[] {
  return customImageTypes.map((type) => defaultConfigName(imageName, type));
}

/*
 * The lists of custom images of a domain, a user profile and a space, one for each type of app. A domain's list is in its
 * DefaultUserSettings; the list for shared spaces (DefaultSpaceSettings) is separate.
 */

/** The most custom images that each kind of level accepts (service-facts: Settings and images). */
const customImageCaps = { domain: 200, userProfile: 5, space: 5 } as const;

export function customImageCap({ owner }: SettingsLevel): number {
  if (owner === undefined) return customImageCaps.domain;
  return "SpaceName" in owner ? customImageCaps.space : customImageCaps.userProfile;
}

/** The custom images for a type of app in these settings, in their order. */
export function customImagesOf(settings: UserSettings | SpaceSettings | undefined, type: CustomImageType): readonly CustomImage[] {
  return settings?.[settingsMember(type)]?.CustomImages ?? [];
}

/** The entry that attaching an image concerns: with the same app image config, else the first of that image. */
export function customImageNamed(
  list: readonly CustomImage[],
  image: Pick<CustomImage, "ImageName"> & Partial<CustomImage>,
): CustomImage | undefined {
  const own = list.filter(({ ImageName }) => ImageName === image.ImageName);
  return own.find(({ AppImageConfigName }) => AppImageConfigName === image.AppImageConfigName) ?? own[0];
}

/**
 * Adds an image to the list: in place of its own entry, else at the end. Unknown members of the entry stay, except a version number that
 * the new entry does not have: then it means the latest. Other entries stay unchanged.
 */
export function withCustomImage(list: readonly CustomImage[], image: CustomImage): readonly CustomImage[] {
  const present = customImageNamed(list, image);
  if (present === undefined) return [...list, image];
  const { ImageVersionNumber: _pinned, ...rest } = present;
  return list.map((each) => (each === present ? { ...rest, ...image } : each));
}

/** The list without any entry of an image; others keep their order. */
export function withoutCustomImage(list: readonly CustomImage[], imageName: string): readonly CustomImage[] {
  return list.filter(({ ImageName }) => ImageName !== imageName);
}

/** Whether two entries are equal, in any order of members. */
export function sameCustomImage(one: CustomImage, other: CustomImage): boolean {
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].every((member) => JSON.stringify(one[member]) === JSON.stringify(other[member]));
}

/**
 * Settings of one app type with a new list of custom images; all other members stay. Throws `limit-exceeded` as requireRoom does.
 */
export function withCustomImages(
  level: SettingsLevel,
  settings: AppTypeSettings,
  change: (list: readonly CustomImage[]) => readonly CustomImage[],
): AppTypeSettings {
  const list = settings.CustomImages ?? [];
  const wanted = change(list);
  if (sameList(list, wanted)) return settings;
  requireRoom(level, list, wanted);
  return { ...settings, CustomImages: wanted };
}

/** Refuses a list that grows beyond what its level accepts (service-facts: Settings and images), with `limit-exceeded`. */
export function requireRoom(level: SettingsLevel, before: readonly CustomImage[], after: readonly CustomImage[]): void {
  const most = customImageCap(level);
  if (after.length <= most || after.length <= before.length) return;
  throw new StudioctlError(
    "limit-exceeded",
    `${levelLabel(level)} cannot have another image "${after.at(-1)?.ImageName}": it has ${before.length} custom images, and the limit is ${most}`,
    {
      why: before.length <= 20 ? before.map(({ ImageName }) => ImageName).join(", ") : undefined,
      fix: `detach one first: studioctl image detach IMAGE ${levelFlags(level)}`,
    },
  );
}

function sameList(one: readonly CustomImage[], other: readonly CustomImage[]): boolean {
  return one.length === other.length && one.every((image, index) => sameCustomImage(image, other[index] ?? image));
}
