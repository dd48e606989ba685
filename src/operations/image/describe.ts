import type { App } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { AppImageConfig, Image, ImageVersion } from "../../core/image/image.ts";
import { type Attachment, usesImage } from "../../core/image/attachments.ts";
import type { Images, SageMakerImages } from "../../ports/images.ts";
import type { Apps } from "../../ports/studio.ts";
import { isStoppable } from "../app/stop.ts";
import { orMissing, suggesting } from "../errors.ts";
import { concurrently, type Work } from "../concurrently.ts";
import { type Attachments, readAttachments } from "./attachments.ts";
import type { SettingsPorts } from "../settings/read.ts";

/** An image with everything that depends on it. */
export interface DescribedImage extends Image {
  /** Newest first. */
  readonly Versions: readonly ImageVersion[];
  /** The configs that its attachments name, in their order. */
  readonly AppImageConfigs: readonly AppImageConfig[];
  readonly Attachments: readonly Attachment[];
  /** Apps that run with it. */
  readonly Apps: readonly App[];
}

interface Ports extends SettingsPorts {
  readonly studio: SettingsPorts["studio"] & Pick<Apps, "listApps">;
  readonly images: SageMakerImages;
}

/** An image; rejects with `not-found` and the most similar name if it is unknown. */
export async function requireImage(
  { images }: { readonly images: Pick<Images, "listImages" | "describeImage"> },
  name: string,
): Promise<Image> {
  return await suggesting(
    { what: "image", name, where: "this Region", lists: "studioctl image list" },
    () => images.describeImage(name),
    async () => (await collect(images.listImages())).map(({ ImageName }) => ImageName),
  );
}

/** An image with what depends on it in the Region, or in one domain. Rejects with `not-found`, and as readAttachments does. */
export async function describeImage(
  { studio, images }: Ports,
  name: string,
  DomainId: string | undefined,
  work: Work,
): Promise<Omit<Attachments, "attachments"> & { readonly image: DescribedImage }> {
  const image = await requireImage({ images }, name);
  const [{ attachments, ...rest }, versions, apps] = await Promise.all([
    readAttachments({ studio }, DomainId, work),
    collect(images.listImageVersions(name)),
    runningWith({ studio }, image, DomainId),
  ]);
  const own = attachments.filter(({ ImageName }) => ImageName === name);
  const configs = [...new Set(own.map(({ AppImageConfigName }) => AppImageConfigName))];
  const found = await concurrently(versions, "versions read", work, ({ Version }) =>
    orMissing(() => images.describeImageVersion(name, Version)),
  );
  const named = await concurrently(configs, "app image configs read", work, (config) =>
    orMissing(() => images.describeAppImageConfig(config)),
  );
  return {
    ...rest,
    image: {
      ...image,
      Versions: found.filter((version) => version !== undefined),
      AppImageConfigs: named.filter((config) => config !== undefined),
      Attachments: own,
      Apps: apps,
    },
  };
}

/** The apps of the Region, or of one domain, that run or start with an image. */
export async function runningWith(
  { studio }: { readonly studio: Pick<Apps, "listApps"> },
  image: Pick<Image, "ImageArn">,
  DomainId?: string,
): Promise<readonly App[]> {
  const apps = await collect(studio.listApps(DomainId === undefined ? {} : { DomainId }));
  return apps.filter((app) => isStoppable(app) && usesImage(app, image));
}
