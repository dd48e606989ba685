import type { App } from "../../core/app/app.ts";
import type { CustomImageType, Image } from "../../core/image/image.ts";
import { type Attachment, isFrom, withCustomImages, withoutCustomImage } from "../../core/image/attachments.ts";
import type { AppTypeSettings } from "../../core/domain/domain.ts";
import { grouped } from "../../core/collections.ts";
import { type SettingsLevel, levelLabel, levelOf, levelReference } from "../../core/settings/level.ts";
import type { Images } from "../../ports/images.ts";
import type { Apps } from "../../ports/studio.ts";
import { type SpaceOnImage, spacesOnImage } from "./spaces.ts";
import type { Work } from "../concurrently.ts";
import type { Waiting } from "../waiters.ts";
import { type Attachments, readAttachments, readAttachmentsAt } from "./attachments.ts";
import { type DetachOutcome, type DetachPorts, detachFromLevels } from "../settings/detach.ts";
import type { SettingsPorts } from "../settings/read.ts";
import { requireImage, runningWith } from "./describe.ts";
import { orMissing, unlessDenied } from "../errors.ts";

export interface DetachRequest {
  readonly ImageName: string;
  /** Absent: every level of the Region. */
  readonly level?: SettingsLevel | undefined;
  /** Absent: every type of app. */
  readonly type?: CustomImageType | undefined;
}

/** The plan of a detach. */
export interface DetachPlan extends Attachments {
  /** Apps that run with the image, and continue until they are stopped. */
  readonly running: readonly App[];
  /** Spaces under these levels whose own settings name the image. */
  readonly spaces: readonly SpaceOnImage[];
}

interface PlanPorts extends SettingsPorts {
  readonly studio: SettingsPorts["studio"] & Pick<Apps, "listApps">;
  readonly images: Pick<Images, "listImages" | "describeImage">;
}

/** What a request would detach; empty if the image exists but is not attached there. Rejects with `not-found`. */
export async function planDetach(
  { studio, images }: PlanPorts,
  { ImageName, level, type }: DetachRequest,
  work: Work,
): Promise<DetachPlan> {
  const read = level === undefined ? await readAttachments({ studio }, undefined, work) : await readAttachmentsAt({ studio }, level);
  const attachments = read.attachments.filter((each) => each.ImageName === ImageName && (type === undefined || each.AppType === type));
  if (attachments.length === 0) {
    await requireImage({ images }, ImageName);
    return { ...read, attachments, running: [], spaces: [] };
  }
  // An attached image may have been deleted.
  const image = await orMissing(() => images.describeImage(ImageName));
  const running = image === undefined ? [] : await runningWith({ studio }, image, level?.DomainId);
  const spaces = image === undefined ? [] : await spacesUnder({ studio }, attachments, image, work);
  return { ...read, attachments, spaces, running: running.filter((app) => attachments.some((each) => isFrom(app, each))) };
}

/** Each space once, even if the image is attached at several levels above it. */
async function spacesUnder(
  { studio }: SettingsPorts,
  attachments: readonly Attachment[],
  image: Image,
  work: Work,
): Promise<readonly SpaceOnImage[]> {
  const found = new Map<string, SpaceOnImage>();
  for (const [first] of grouped(attachments, (each) => `${levelReference(levelOf(each))}/${each.AppType}`).values()) {
    const under = await unlessDenied([], () => spacesOnImage({ studio }, levelOf(first), first.AppType, image, work));
    for (const space of under) found.set(`${space.DomainId}/${space.SpaceName}/${space.AppType}`, space);
  }
  return [...found.values()];
}

/** The result of detaching one attachment. */
export interface Detachment extends Attachment, DetachOutcome {}

/** Detaches as detachFromLevels does; attachments of one list share a result. */
export async function detachImage(
  ports: DetachPorts,
  attachments: readonly Attachment[],
  waiting: Waiting,
  wait = true,
): Promise<readonly Detachment[]> {
  const lists = grouped(attachments, (each) => `${levelLabel(levelOf(each))}/${each.AppType}/${each.ImageName}`);
  const all = [...lists.values()].map((held) => ({ level: levelOf(held[0]), type: held[0].AppType, ImageName: held[0].ImageName, held }));
  const without = (settings: AppTypeSettings, { level, ImageName }: (typeof all)[number]) =>
    withCustomImages(level, settings, (list) => withoutCustomImage(list, ImageName));
  return (await detachFromLevels(ports, all, without, waiting, wait)).flatMap(({ from, outcome }) =>
    from.held.map((each) => ({ ...each, ...outcome })),
  );
}
