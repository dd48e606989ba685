import { concurrency } from "../../core/concurrency.ts";
import pMap from "p-map";
import { appReference } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { ImageSummary } from "../../core/image/image.ts";
import { StudioctlError, isError, whyFailed } from "../../core/errors.ts";
import { asFailure } from "../../core/failures.ts";
import { type Attachment, configsOf, startsWithImage } from "../../core/image/attachments.ts";
import { type SettingsLevel, requireAllRead } from "../../core/settings/level.ts";
import { suggestion } from "../../core/suggest.ts";
import { namesText } from "../../core/suggest.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SageMakerImages } from "../../ports/images.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps } from "../../ports/studio.ts";
import { type Waiting, untilDeleted } from "../waiters.ts";
import type { Work } from "../concurrently.ts";
import { type Attachments, readAttachments } from "./attachments.ts";
import type { SettingsPorts } from "../settings/read.ts";
import { runningWith } from "./describe.ts";
import { type Detachment, detachImage } from "./detach.ts";

interface PlanPorts extends SettingsPorts {
  readonly studio: SettingsPorts["studio"] & Pick<Apps, "listApps">;
  readonly images: SageMakerImages;
}

export interface ImageDeletion extends Pick<Attachments, "attachments" | "domains"> {
  readonly ImageName: string;
  /** Absent: it is already deleted, and something that belonged to it is left. */
  readonly image: ImageSummary | undefined;
  /** App image configs created for it, which nothing else names. */
  readonly configs: readonly string[];
  /** Settings levels with it as default: they keep its name, and their apps could not start. */
  readonly defaultOf: readonly SettingsLevel[];
}

/**
 * Plans the deletion of an image. Rejects with `not-found`, with `in-use` where apps run with it, and as requireAllRead
 * does where it cannot be known whether it is attached.
 */
export async function planImageDeletion({ studio, images }: PlanPorts, ImageName: string, work: Work): Promise<ImageDeletion> {
  const [all, configs, { attachments, levels, domains, unread }] = await Promise.all([
    collect(images.listImages()),
    collect(images.listAppImageConfigs()),
    readAttachments({ studio }, undefined, work),
  ]);
  const imageNames = all.map((each) => each.ImageName);
  const image = all.find((each) => each.ImageName === ImageName);
  const own = attachments.filter((each) => each.ImageName === ImageName);
  const madeForIt = configsOf(
    ImageName,
    attachments,
    configs.map(({ AppImageConfigName }) => AppImageConfigName),
    imageNames,
  );
  if (image === undefined && own.length === 0 && madeForIt.length === 0) throw unknown(ImageName, imageNames);
  if (image !== undefined) await refuseInUse(studio, image);
  requireAllRead(`image "${ImageName}"`, unread);
  const defaultOf = image === undefined ? [] : levels.filter(({ settings }) => startsWithImage(settings, image));
  return { ImageName, image, attachments: own, domains, configs: madeForIt, defaultOf };
}

function unknown(name: string, names: readonly string[]): StudioctlError {
  return new StudioctlError("not-found", `no image "${name}" in this Region`, {
    fix: suggestion(name, names) ?? "studioctl image list shows them",
  });
}

async function refuseInUse(studio: Pick<Apps, "listApps">, image: ImageSummary): Promise<void> {
  const running = (await runningWith({ studio }, image)).map(appReference);
  if (running.length === 0) return;
  throw new StudioctlError("in-use", `image "${image.ImageName}" cannot be deleted while apps run with it`, {
    why: namesText(running),
    fix: `stop them first: studioctl app stop ${running.join(" ")}`,
  });
}

/** One resource that is deleted with an image, or the image itself, and the result. */
export interface DeletionStep {
  readonly Kind: "Attachment" | "AppImageConfig" | "Image";
  readonly Name: string;
  readonly Attachment?: Attachment;
  /** Detaching, deleting: accepted but not complete, because there was no wait or it timed out. */
  readonly Result: Detachment["Result"] | "planned" | "deleted" | "deleting" | "left";
  readonly Reason: string;
  /** The error, if it failed. */
  readonly error?: StudioctlError;
}

type Outcome = Pick<DeletionStep, "Result" | "Reason" | "error">;

/** The steps of a deletion in order, before any is done. */
export function deletionSteps(
  { ImageName, image, attachments, configs }: ImageDeletion,
  outcome: Outcome = { Result: "planned", Reason: "" },
): readonly DeletionStep[] {
  return [
    ...attachments.map((Attachment) => ({ Kind: "Attachment" as const, Name: ImageName, Attachment, ...outcome })),
    ...configs.map((Name) => ({ Kind: "AppImageConfig" as const, Name, ...outcome })),
    ...(image === undefined ? [] : [{ Kind: "Image" as const, Name: ImageName, ...outcome }]),
  ];
}

interface Ports extends SettingsPorts {
  readonly images: SageMakerImages;
  readonly clock: Clock;
  readonly progress: Progress;
}

/**
 * Detaches an image, deletes the app image configs created for it, and then the image with all its versions; each stage begins when the one
 * before is complete. Run again after a failure or an interruption, it continues with what is left. Without `wait` the end of the image is
 * not waited for. Rejects with `interrupted` and `no-credentials` only.
 */
export async function deleteImage(ports: Ports, plan: ImageDeletion, waiting: Waiting, wait: boolean): Promise<readonly DeletionStep[]> {
  const steps: DeletionStep[] = [];
  const { ImageName: Name } = plan;
  for (const { Result, Reason, error, ...Attachment } of await detachImage(ports, plan.attachments, waiting)) {
    steps.push({ Kind: "Attachment", Name, Attachment, Result, Reason, ...(error && { error }) });
  }
  if (areDone(steps)) steps.push(...(await deleteConfigs(ports, plan.configs)));
  if (areDone(steps) && plan.image !== undefined)
    steps.push({ Kind: "Image", Name, ...(await deleteItself(ports, plan.image, waiting, wait)) });
  return [...steps, ...deletionSteps(plan, { Result: "left", Reason: "a step before it is not complete" }).slice(steps.length)];
}

function areDone(steps: readonly DeletionStep[]): boolean {
  return steps.every(({ Result }) => Result === "detached" || Result === "deleted");
}

async function deleteConfigs({ images }: Ports, names: readonly string[]): Promise<readonly DeletionStep[]> {
  return await pMap(
    names,
    async (Name) => ({ Kind: "AppImageConfig" as const, Name, ...(await outcomeOf(() => images.deleteAppImageConfig(Name))) }),
    { concurrency },
  );
}

async function deleteItself(ports: Ports, { ImageName, ImageStatus }: ImageSummary, waiting: Waiting, wait: boolean): Promise<Outcome> {
  const { images } = ports;
  const read = async () => {
    const { ImageStatus: Status, FailureReason } = await images.describeImage(ImageName);
    return { Status, FailureReason };
  };
  return await outcomeOf(async () => {
    if (ImageStatus !== "DELETING") await images.deleteImage(ImageName);
    if (!wait) return "deleting";
    await untilDeleted(ports, { what: `image ${ImageName}`, read }, waiting);
    return "deleted";
  });
}

async function outcomeOf(work: () => Promise<"deleting" | "deleted" | void>): Promise<Outcome> {
  try {
    return { Result: (await work()) ?? "deleted", Reason: "" };
  } catch (error) {
    if (isError(error, "interrupted", "no-credentials")) throw error;
    if (isError(error, "not-found")) return { Result: "deleted", Reason: "it no longer existed" };
    if (isError(error, "timeout")) return { Result: "deleting", Reason: error.message };
    return { Result: "failed", Reason: whyFailed(error), ...asFailure(error) };
  }
}
