import { type App, ownerLabel, ownerOf } from "./app.ts";
import { type CustomImageType, type Image, customImageTypes } from "./custom-image.ts";
import { customImagesOf } from "./custom-images.ts";
import { type SpaceSettings, type UserSettings, settingsMember } from "./domain.ts";
import { defaultConfigName } from "./image-config.ts";
import type { SettingsLevel } from "./settings/level.ts";
import { sameOwner } from "./slots.ts";

/** An image in the list that one level has for one type of app; members are named as the service does. */
export interface Attachment {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  /** Of a domain, where it is the list for shared spaces. */
  readonly Settings?: "DefaultSpaceSettings";
  readonly AppType: CustomImageType;
  readonly ImageName: string;
  /** Absent: the latest. */
  readonly ImageVersionNumber?: number;
  readonly AppImageConfigName: string;
}

/** What the lists of a level hold, in their order. */
export function attachmentsOf(level: SettingsLevel, settings: UserSettings | SpaceSettings | undefined): readonly Attachment[] {
  const { DomainId, owner, sharedSpaces = false } = level;
  return customImageTypes.flatMap((AppType) =>
    customImagesOf(settings, AppType).map(({ ImageName, ImageVersionNumber, AppImageConfigName }) => ({
      DomainId,
      ...owner,
      ...(sharedSpaces && ({ Settings: "DefaultSpaceSettings" } as const)),
      AppType,
      ImageName,
      ...(ImageVersionNumber !== undefined && { ImageVersionNumber }),
      AppImageConfigName,
    })),
  );
}

export function levelOf({ DomainId, UserProfileName, SpaceName, Settings }: Attachment): SettingsLevel {
  if (UserProfileName !== undefined) return { DomainId, owner: { UserProfileName } };
  return SpaceName === undefined ? { DomainId, sharedSpaces: Settings !== undefined } : { DomainId, owner: { SpaceName } };
}

/** The domain, user profile or space whose settings hold it, as references write it: `d-1`, `d-1/alice`, `d-1/space:nlp`. */
export function holderOf(attachment: Attachment): string {
  const { DomainId, owner } = levelOf(attachment);
  return owner === undefined ? DomainId : `${DomainId}/${ownerLabel(owner)}`;
}

/** `domain research`, `user alice`, `space nlp-lab`; where there are several domains, users and spaces say of which. */
export function whereText(attachment: Pick<Attachment, "DomainId" | "UserProfileName" | "SpaceName" | "Settings">, domains: ReadonlyMap<string, string>): string {
  const { DomainId, UserProfileName, SpaceName, Settings } = attachment;
  const domain = domains.get(DomainId) ?? DomainId;
  if (UserProfileName === undefined && SpaceName === undefined) return `${Settings === undefined ? "" : "shared spaces of "}domain ${domain}`;
  const owner = SpaceName === undefined ? `user ${UserProfileName}` : `space ${SpaceName}`;
  return domains.size > 1 ? `${owner} of ${domain}` : owner;
}

/** Whether an app was started with an image, whatever its version. ARNs of images are in lower case, names need not be. */
export function usesImage({ ResourceSpec }: Pick<App, "ResourceSpec">, { ImageArn }: Pick<Image, "ImageArn">): boolean {
  const arn = ImageArn.toLowerCase();
  const version = ResourceSpec?.SageMakerImageVersionArn?.toLowerCase();
  return ResourceSpec?.SageMakerImageArn?.toLowerCase() === arn || version?.startsWith(`${arn.replace(":image/", ":image-version/")}/`) === true;
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
export function configsOf(imageName: string, attachments: readonly Attachment[], configs: readonly string[], imageNames: readonly string[]): readonly string[] {
  const named = (own: boolean) => new Set(attachments.filter((each) => (each.ImageName === imageName) === own).map(({ AppImageConfigName }) => AppImageConfigName));
  const ofOthers = new Set(imageNames.filter((name) => name !== imageName).flatMap(defaultNames));
  const [own, others] = [named(true), named(false)];
  for (const name of defaultNames(imageName)) if (!ofOthers.has(name)) own.add(name);
  return configs.filter((name) => own.has(name) && !others.has(name));
}

function defaultNames(imageName: string): readonly string[] {
  return customImageTypes.map((type) => defaultConfigName(imageName, type));
}
