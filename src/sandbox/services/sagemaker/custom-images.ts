import type { AppKey, ResourceSpec } from "../../../core/app/app.ts";
import { type CustomImage, customImageTypes } from "../../../core/image/image.ts";
import { settingsMember } from "../../../core/domain/domain.ts";
import { home, named } from "../../home.ts";
import { resourceInUse, resourceNotFound, validationException } from "../../protocol/service-error.ts";
import type { AppRecord, DomainRecord, ImageRecord, ImageVersionRecord, Settings } from "../../sagemaker-state.ts";
import { appArn, imageVersionKey, namedKey } from "./names.ts";
import { isSpace, type OwnerRecord, userOf } from "./find.ts";
import type { Context } from "../../operation.ts";

/*
 * How custom images are attached to domains, profiles and spaces (service-facts: Settings and images). Its lists of errors show that the
 * service checks attachments and refuses to delete what is in use; the texts are inferred unless noted.
 */

/** Every image that the settings attach, for any app type. */
function customImages(settings: Settings | undefined): readonly CustomImage[] {
  return customImageTypes.flatMap((type) => settings?.[settingsMember(type)]?.CustomImages ?? []);
}

/** Refuses unknown images, versions and app image configs. Throws ValidationException. */
export function checkCustomImages({ state }: Context, settings: Settings | undefined): void {
  const { images, imageVersions, appImageConfigs } = state.sagemaker;
  for (const { ImageName, ImageVersionNumber: number, AppImageConfigName } of customImages(settings)) {
    if (named(images, ImageName) === undefined) throw validationException(`Image [${ImageName}] does not exist.`);
    if (number !== undefined && named(imageVersions, imageVersionKey(ImageName, number)) === undefined) {
      throw validationException(`ImageVersion [${number}] of Image [${ImageName}] does not exist.`);
    }
    if (named(appImageConfigs, AppImageConfigName) === undefined)
      throw validationException(`AppImageConfig [${AppImageConfigName}] does not exist.`);
  }
}

/** An image of this account, by the name in its ARN, which is in lower case. */
interface OwnImage {
  readonly name: string;
  readonly version?: number;
}

/** Undefined if an app runs an image of AWS, or none. */
function ownImageOf({ SageMakerImageArn, SageMakerImageVersionArn }: ResourceSpec): OwnImage | undefined {
  const [, account, name, version] =
    /^arn:[^:]+:sagemaker:[^:]+:(\d{12}):image(?:-version)?\/([^/]+)(?:\/(\d+))?$/.exec(
      SageMakerImageVersionArn ?? SageMakerImageArn ?? "",
    ) ?? [];
  if (account !== home.account || name === undefined) return undefined;
  return { name: name.toLowerCase(), ...(version !== undefined && { version: Number(version) }) };
}

/**
 * Refuses an image of this account that is not attached for the app: the error that Studio shows
 * (aws/amazon-sagemaker-feedback issue 110). Images of AWS need no attaching.
 */
export function requireAttached(
  context: Context,
  key: AppKey,
  specification: ResourceSpec,
  owner: OwnerRecord,
  domain: DomainRecord,
): void {
  const image = ownImageOf(specification);
  const type = customImageTypes.find((type) => type === key.AppType);
  if (image === undefined || type === undefined) return;
  const attached = settingsFor(context, owner, domain).flatMap((settings) => settings?.[settingsMember(type)]?.CustomImages ?? []);
  if (attached.some(({ ImageName }) => ImageName.toLowerCase() === image.name)) return;
  throw resourceNotFound(
    `Unable to launch App [${appArn(key)}] with Image [${image.name}] because it is not present in list of custom images in ` +
      `AppSettings. Please update AppSettings to add Image [${image.name}] in list of custom images.`,
  );
}

/** All settings whose images an app of this owner may use; a private space has those of its user too (inferred). */
function settingsFor({ state }: Context, owner: OwnerRecord, domain: DomainRecord): (Settings | undefined)[] {
  if (!isSpace(owner)) return [owner.UserSettings, domain.DefaultUserSettings];
  const user = owner.OwnershipSettings?.OwnerUserProfileName;
  const isPrivate = Object(owner["SpaceSharingSettings"]).SharingType === "Private";
  const profile = user === undefined || !isPrivate ? undefined : state.sagemaker.userProfiles[namedKey(domain.DomainId, user)];
  return [
    owner.SpaceSettings,
    domain.DefaultSpaceSettings,
    ...(profile === undefined ? [] : [profile.UserSettings, domain.DefaultUserSettings]),
  ];
}

/** Throws ResourceInUse while the image is attached somewhere, or an app runs it. */
export function refuseImageInUse(context: Context, { ImageName, ImageArn }: ImageRecord): void {
  const runs = ({ ResourceSpec }: AppRecord): boolean => ownImageOf(ResourceSpec)?.name === ImageName.toLowerCase();
  const user = userOf(context, {
    app: runs,
    settings: (settings) => customImages(settings).some((image) => image.ImageName === ImageName),
  });
  if (user !== undefined) throw resourceInUse(`Unable to delete Image [${ImageArn}] because [${user}] uses it.`);
}

/** The same for one version, which is also what is attached without a number while it is the latest. */
export function refuseVersionInUse(context: Context, { ImageName, Version, ImageVersionArn }: ImageVersionRecord, latest: number): void {
  const isIt = (version: number | undefined): boolean => (version ?? latest) === Version;
  const runs = ({ ResourceSpec }: AppRecord): boolean => {
    const own = ownImageOf(ResourceSpec);
    return own?.name === ImageName.toLowerCase() && isIt(own.version);
  };
  const attaches = (settings: Settings | undefined): boolean =>
    customImages(settings).some((image) => image.ImageName === ImageName && isIt(image.ImageVersionNumber));
  const user = userOf(context, { app: runs, settings: attaches });
  if (user !== undefined) throw resourceInUse(`Unable to delete ImageVersion [${ImageVersionArn}] because [${user}] uses it.`);
}

/** Throws ResourceInUse while an image is attached with the config. */
export function refuseConfigInUse(context: Context, name: string): void {
  const user = userOf(context, {
    settings: (settings) => customImages(settings).some(({ AppImageConfigName }) => AppImageConfigName === name),
  });
  if (user !== undefined) throw resourceInUse(`Unable to delete AppImageConfig [${name}] because [${user}] uses it.`);
}
