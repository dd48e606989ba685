import { collect } from "../../core/collections.ts";
import {
  type CustomImageType,
  customImageTypes,
  imageArn,
  imageArnOf,
  imageSpec,
  type ImageSpec,
  type ImageVersionRequest,
  partsOfImage,
} from "../../core/image/image.ts";
import { customImagesOf } from "../../core/image/attachments.ts";
import type { Domain, SpaceSettings, UserProfile } from "../../core/domain/domain.ts";
import { StudioctlError, usageError } from "../../core/errors.ts";
import { suggestion } from "../../core/suggest.ts";
import { nearestText } from "../../core/suggest.ts";
import type { Images, ImageVersions } from "../../ports/images.ts";
import { type Unknown } from "../domain/checks.ts";
import { newestVersion } from "./attach/plan.ts";
import { requireImage } from "./describe.ts";
import { orMissing, unlessDenied } from "../errors.ts";

/** The request of the user. */
export interface ImageRequest {
  /** A name, an ARN, or `none`. */
  readonly image?: string | undefined;
  readonly imageVersion?: ImageVersionRequest | undefined;
}

/** The space whose app will start with the image. */
export interface ImageUser {
  readonly SpaceName: string;
  readonly type: CustomImageType;
  readonly shared: boolean;
  readonly owner: UserProfile | undefined;
  readonly domain: Domain;
  readonly settings: SpaceSettings;
  /** The image in its present settings. */
  readonly present: ImageSpec;
}

export interface ChosenImage {
  /** Undefined: no request. Without members: the service's default. */
  readonly image: ImageSpec | undefined;
  readonly unknown: Unknown;
}

export type ChoosePorts = { readonly images: () => Promise<Pick<Images, "listImages" | "describeImage"> & ImageVersions> };

/**
 * Resolves the requested image of a space: it exists, belongs to the Region, is attached at a level that the space uses, for its app type,
 * and has that version. For images of other accounts (those of AWS) only the Region can be checked. Rejects with `usage`, `not-found`,
 * `invalid` or `failed`.
 */
export async function chooseImage(ports: ChoosePorts, { image, imageVersion }: ImageRequest, user: ImageUser): Promise<ChosenImage> {
  if (image === "none") {
    if (imageVersion === undefined) return { image: {}, unknown: [] };
    throw usageError("--image-version cannot be used with --image none", { fix: "omit one of the two" });
  }
  if (image === undefined && imageVersion === undefined) return { image: undefined, unknown: [] };
  const arn = image === undefined ? imageArnOf(user.present) : imageArn(image, user.domain.DomainArn);
  if (arn === undefined) {
    throw usageError(`space "${user.SpaceName}" has the service's default image: --image-version needs --image there`, {
      fix: "give the image too: --image NAME|ARN",
    });
  }
  const { region, account, name } = partsOfImage(arn);
  const home = partsOfImage(user.domain.DomainArn);
  if (region !== home.region) {
    throw new StudioctlError("invalid", `image ${arn} is in ${region}, and space "${user.SpaceName}" in ${home.region}`, {
      why: "a space can only use images of its own Region",
      fix: `an image of ${home.region}`,
    });
  }
  const chosen = imageSpec(arn, imageVersion);
  if (account !== home.account) return { image: chosen, unknown: [] };
  requireAttached(name, user);
  const unknown = await unlessDenied<Unknown>([`whether image "${name}" has what was asked`], async () => {
    await requireVersion(await ports.images(), name, imageVersion);
    return [];
  });
  return { image: chosen, unknown };
}

/**
 * The image must be in the list of the space, of its owner or of the domain (aws/amazon-sagemaker-feedback, issue 110, has the refusal).
 */
function requireAttached(name: string, user: ImageUser): void {
  const { domain, owner, shared, settings, type, SpaceName } = user;
  const lists = [settings, domain.DefaultSpaceSettings, ...(shared ? [] : [owner?.UserSettings, domain.DefaultUserSettings])];
  const types = customImageTypes.filter((each) =>
    lists.some((list) => customImagesOf(list, each).some(({ ImageName }) => ImageName.toLowerCase() === name.toLowerCase())),
  );
  if (types.includes(type)) return;
  const attached = lists.flatMap((list) => customImagesOf(list, type).map(({ ImageName }) => ImageName));
  const attach = `studioctl image attach ${name} --domain ${domain.DomainId} --app-type ${type}`;
  throw new StudioctlError(
    "invalid",
    types.length === 0
      ? `image "${name}" is not attached for space "${SpaceName}"`
      : `image "${name}" is attached for ${types.join(", ")}, not for ${type}`,
    {
      why:
        attached.length === 0
          ? `no image is attached there for ${type}`
          : `attached there for ${type}: ${nearestText(name, [...new Set(attached)])}`,
      fix: suggestion(name, attached) ?? attach,
    },
  );
}

/** Checks that an app can start with the image at a version. */
async function requireVersion(
  images: Awaited<ReturnType<ChoosePorts["images"]>>,
  name: string,
  version: ImageVersionRequest | undefined,
): Promise<void> {
  const { ImageStatus, FailureReason } = await requireImage({ images }, name);
  if (!["CREATED", "UPDATING", "UPDATE_FAILED"].includes(ImageStatus))
    throw new StudioctlError("failed", `image "${name}" is ${ImageStatus}`, {
      why: FailureReason,
      fix: `studioctl image describe ${name}`,
    });
  const wanted = version === "latest" ? undefined : version;
  // Without a version, the newest usable one: a failed version cannot start.
  const found =
    wanted === undefined
      ? (await newestVersion({ images }, name)).version
      : await orMissing(() => images.describeImageVersion(name, wanted));
  if (found === undefined) {
    const numbers = (await unlessDenied([], () => collect(images.listImageVersions(name)))).map(({ Version }) => Version);
    throw new StudioctlError(
      "not-found",
      wanted === undefined ? `image "${name}" has no version` : `image "${name}" has no version ${wanted}`,
      {
        why: numbers.length === 0 ? undefined : `its versions: ${nearestText(String(wanted), numbers.map(String))}`,
        fix: `studioctl image describe ${name} shows them`,
      },
    );
  }
  if (found.ImageVersionStatus === "CREATED" || found.ImageVersionStatus === "CREATING") return;
  throw new StudioctlError("failed", `version ${found.Version} of image "${name}" is ${found.ImageVersionStatus}`, {
    why: found.FailureReason,
    fix: "give another --image-version",
  });
}
