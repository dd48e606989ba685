import { pMapIterable, pMapSkip } from "p-map";
import { grouped } from "../../core/collections.ts";
import type { Image, ImageSummary, ImageVersion } from "../../core/image/image.ts";
import type { Attachment } from "../../core/image/attachments.ts";
import type { Images, ImageVersions } from "../../ports/images.ts";
import type { Work } from "../concurrently.ts";
import { type Attachments, readAttachments } from "./attachments.ts";
import type { SettingsPorts } from "../settings/read.ts";
import { orMissing } from "../errors.ts";

/** An image with its latest version, if it has one, and its attachments. */
export interface ListedImage extends Image {
  readonly LatestVersion?: number;
  readonly LatestVersionStatus?: string;
  readonly BaseImage?: string;
  readonly ContainerImage?: string;
  readonly Attachments: readonly Attachment[];
}

interface Ports extends SettingsPorts {
  readonly images: Pick<Images, "listImages" | "describeImage"> & Pick<ImageVersions, "describeImageVersion">;
}

/**
 * The images of the Region, newest first, as they are read; the attachments of all domains, or of one, are read before. The role of an image
 * is known only if it is `described`, which takes one more call. Rejects as readAttachments does.
 */
export async function listImages(
  { studio, images }: Ports,
  DomainId: string | undefined,
  { described }: { readonly described: boolean },
  work: Work,
): Promise<Omit<Attachments, "attachments"> & { readonly images: AsyncIterable<ListedImage> }> {
  const { attachments, ...rest } = await readAttachments({ studio }, DomainId, work);
  const ofImage = grouped(attachments, ({ ImageName }) => ImageName);
  const listed = async (summary: ImageSummary) => {
    const { ImageName } = summary;
    // Deleted since it was listed, or without any version.
    const [image, version] = await Promise.all([
      described ? orMissing(() => images.describeImage(ImageName)) : summary,
      orMissing(() => images.describeImageVersion(ImageName)),
    ]);
    if (image === undefined) return pMapSkip;
    return { ...image, ...(version && latest(version)), Attachments: ofImage.get(ImageName) ?? [] };
  };
  return { ...rest, images: pMapIterable(images.listImages(), listed, { concurrency: work.concurrency }) };
}

function latest({ Version, ImageVersionStatus, BaseImage, ContainerImage }: ImageVersion) {
  return {
    LatestVersion: Version,
    LatestVersionStatus: ImageVersionStatus,
    ...(BaseImage !== undefined && { BaseImage }),
    ...(ContainerImage !== undefined && { ContainerImage }),
  };
}
