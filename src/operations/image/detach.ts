import pMap from "p-map";
import type { App } from "../../core/app.ts";
import type { CustomImageType, Image } from "../../core/custom-image.ts";
import { withoutCustomImage } from "../../core/custom-images.ts";
import { type StudioctlError, isError, whyFailed } from "../../core/errors.ts";
import { asFailure } from "../../core/failures.ts";
import { grouped } from "../../core/grouped.ts";
import { type Attachment, isFrom } from "../../core/image-attachments.ts";
import { type SettingsLevel, levelOf, levelReference } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Images } from "../../ports/images.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps } from "../../ports/studio.ts";
import { unlessDenied } from "../domain/checks.ts";
import { orMissing } from "../settled.ts";
import { type SpaceOnImage, spacesOnImage } from "./spaces.ts";
import type { Work } from "../sweep/region.ts";
import type { Waiting } from "../wait.ts";
import { type Attachments, readAttachments, readAttachmentsAt } from "./attachments.ts";
import type { SettingsPorts } from "../settings/read.ts";
import { requireImage, runningWith } from "./describe.ts";
import { rewriteCustomImages } from "./change.ts";

export interface DetachWish {
  readonly ImageName: string;
  /** Absent: every level of the Region. */
  readonly level?: SettingsLevel | undefined;
  /** Absent: every type of app. */
  readonly type?: CustomImageType | undefined;
}

/** What detaching would take away. */
export interface DetachPlan extends Attachments {
  /** Apps that run with the image, and go on until they are stopped. */
  readonly running: readonly App[];
  /** Spaces under these levels whose own settings name the image. */
  readonly spaces: readonly SpaceOnImage[];
}

interface PlanPorts extends SettingsPorts {
  readonly studio: SettingsPorts["studio"] & Pick<Apps, "listApps">;
  readonly images: Pick<Images, "listImages" | "describeImage">;
}

/** What a wish would detach; none: there is such an image, and it is not attached there. Rejects with `not-found`. */
export async function planDetach({ studio, images }: PlanPorts, { ImageName, level, type }: DetachWish, work: Work): Promise<DetachPlan> {
  const read = level === undefined ? await readAttachments({ studio }, undefined, work) : await readAttachmentsAt({ studio }, level);
  const attachments = read.attachments.filter((each) => each.ImageName === ImageName && (type === undefined || each.AppType === type));
  if (attachments.length === 0) {
    await requireImage({ images }, ImageName);
    return { ...read, attachments, running: [], spaces: [] };
  }
  // What is attached may have been deleted.
  const image = await orMissing(() => images.describeImage(ImageName));
  const running = image === undefined ? [] : await runningWith({ studio }, image, level?.DomainId);
  const spaces = image === undefined ? [] : await spacesUnder({ studio }, attachments, image, work);
  return { ...read, attachments, spaces, running: running.filter((app) => attachments.some((each) => isFrom(app, each))) };
}

/** Each space once, wherever the image is attached above it. */
async function spacesUnder({ studio }: SettingsPorts, attachments: readonly Attachment[], image: Image, work: Work): Promise<readonly SpaceOnImage[]> {
  const found = new Map<string, SpaceOnImage>();
  for (const [first] of grouped(attachments, (each) => `${levelReference(levelOf(each))}/${each.AppType}`).values()) {
    const under = await unlessDenied([], () => spacesOnImage({ studio }, levelOf(first), first.AppType, image, work));
    for (const space of under) found.set(`${space.DomainId}/${space.SpaceName}/${space.AppType}`, space);
  }
  return [...found.values()];
}

/** What became of one attachment. */
export interface Detachment extends Attachment {
  /** Detaching: the change was accepted, and was not waited for, or not for long enough. */
  readonly Result: "detached" | "detaching" | "failed";
  readonly Reason: string;
  /** What made it fail. */
  readonly error?: StudioctlError;
}

interface Ports extends SettingsPorts {
  readonly clock: Clock;
  readonly progress: Progress;
}

const concurrency = 10;

/**
 * Detaches from user profiles and spaces, then from domains, side by side; one failure leaves the others alone. With `wait`
 * false the last change of each level is accepted, but may not be through. Rejects with `interrupted` and `no-credentials` only.
 */
export async function detachImage(ports: Ports, attachments: readonly Attachment[], waiting: Waiting, wait = true): Promise<readonly Detachment[]> {
  const held = [...grouped(attachments, (each) => levelReference(levelOf(each))).values()];
  const detach = (together: readonly Attachment[]) => fromHolder(ports, together, waiting, wait);
  const owned = await pMap(held.filter(([first]) => levelOf(first).owner !== undefined), detach, { concurrency });
  const ofDomains = await pMap(held.filter(([first]) => levelOf(first).owner === undefined), detach, { concurrency });
  return [...owned, ...ofDomains].flat();
}

/** The lists of one domain, user profile or space are changed one after the other: it takes no change while another is under way. */
async function fromHolder(ports: Ports, held: readonly Attachment[], waiting: Waiting, wait: boolean): Promise<readonly Detachment[]> {
  const lists = [...grouped(held, ({ Settings, AppType }) => `${Settings}/${AppType}`).values()];
  const outcomes: Detachment[] = [];
  for (const list of lists) {
    const isLast = list === lists.at(-1);
    const outcome = await fromList(ports, list[0], wait || !isLast ? waiting : undefined);
    outcomes.push(...list.map((each) => ({ ...each, ...outcome })));
  }
  return outcomes;
}

async function fromList(ports: Ports, attachment: Attachment, waiting: Waiting | undefined): Promise<Omit<Detachment, keyof Attachment>> {
  const { ImageName, AppType } = attachment;
  try {
    const { Status } = await rewriteCustomImages(ports, levelOf(attachment), AppType, (list) => withoutCustomImage(list, ImageName), waiting);
    return Status === "InService" ? { Result: "detached", Reason: "" } : { Result: "detaching", Reason: `it is ${Status}` };
  } catch (error) {
    if (isError(error, "interrupted", "no-credentials")) throw error;
    if (isError(error, "not-found")) return { Result: "detached", Reason: "it is gone" };
    return { Result: isError(error, "timeout") ? "detaching" : "failed", Reason: whyFailed(error), ...asFailure(error) };
  }
}
