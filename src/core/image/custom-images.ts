import type { CustomImage, CustomImageType } from "./custom-image.ts";
import { type AppTypeSettings, type SpaceSettings, type UserSettings, settingsMember } from "../domain/domain.ts";
import { StudioctlError } from "../errors.ts";
import { type SettingsLevel, levelFlags, levelLabel } from "../settings/level.ts";

/*
 * The lists of custom images that a domain, a user profile and a space have, one for each type of app. A domain's stands in
 * its DefaultUserSettings; what it holds for shared spaces (DefaultSpaceSettings) is another list.
 */

/** The most custom images that each kind of level takes (service-facts: Settings and images). */
const customImageCaps = { domain: 200, userProfile: 5, space: 5 } as const;

export function customImageCap({ owner }: SettingsLevel): number {
  if (owner === undefined) return customImageCaps.domain;
  return "SpaceName" in owner ? customImageCaps.space : customImageCaps.userProfile;
}

/** The custom images for a type of app that settings hold, in their order. */
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
 * The list with an image in it: in the place of its own entry, else at the end. Members that are not known here stay, but
 * for a version number that the new entry does not have: it then means the latest. Other entries stay as they are.
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

/** Whether two entries say the same, whatever the order of their members. */
export function sameCustomImage(one: CustomImage, other: CustomImage): boolean {
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].every((member) => JSON.stringify(one[member]) === JSON.stringify(other[member]));
}

/**
 * Settings of one app type with their list of custom images changed; all else in them stays. Throws `limit-exceeded` as requireRoom does.
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

/** Refuses a list that grows beyond what its level takes (service-facts: Settings and images), with `limit-exceeded`. */
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
