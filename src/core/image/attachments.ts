import { type App, ownerOf } from "../app/app.ts";
import { type CustomImageType, type Image, customImageTypes } from "./custom-image.ts";
import { customImagesOf } from "./custom-images.ts";
import { type SpaceSettings, type UserSettings, settingsMember } from "../domain/domain.ts";
import { defaultConfigName } from "./config.ts";
import { type LevelDocument, type SettingsLevel, levelDocument, levelOf } from "../settings/level.ts";
import { sameOwner } from "../app/slots.ts";

/** An image in the list that one level has for one type of app; members are named as the service does. */
export interface Attachment extends LevelDocument {
  readonly AppType: CustomImageType;
  readonly ImageName: string;
  /** Absent: the latest. */
  readonly ImageVersionNumber?: number;
  readonly AppImageConfigName: string;
}

/** What the lists of a level hold, in their order. */
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

/** Whether an app was started with an image, whatever its version. ARNs of images are in lower case, names need not be. */
export function usesImage({ ResourceSpec }: Pick<App, "ResourceSpec">, { ImageArn }: Pick<Image, "ImageArn">): boolean {
  const arn = ImageArn.toLowerCase();
  const version = ResourceSpec?.SageMakerImageVersionArn?.toLowerCase();
  return (
    ResourceSpec?.SageMakerImageArn?.toLowerCase() === arn || version?.startsWith(`${arn.replace(":image/", ":image-version/")}/`) === true
  );
}

/** Whether apps start with an image by these settings where nobody chooses another, whatever its version. */
export function startsWithImage(settings: UserSettings | SpaceSettings, image: Pick<Image, "ImageArn">): boolean {
  return customImageTypes.some((type) => {
    const ResourceSpec = settings[settingsMember(type)]?.DefaultResourceSpec;
    return ResourceSpec !== undefined && usesImage({ ResourceSpec }, image);
  });
}

/** Whether an app can have its image from a level: those of a domain reach all that is in it. */
export function isFrom(app: App, attachment: Attachment): boolean {
  const { DomainId, owner } = levelOf(attachment);
  return app.DomainId === DomainId && app.AppType === attachment.AppType && (owner === undefined || sameOwner(ownerOf(app), owner));
}

/**
 * The app image configs that were made for an image: those that its attachments name, and those that have the name such a
 * config gets by default, so that what an interrupted delete left is still found. One that an attachment of another image
 * names, or that another image could have made, stays.
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
