import { holds, versionToken } from "../../../core/image/attach-steps.ts";
import type { CustomImage, Image, ImageVersion } from "../../../core/image/image.ts";
import { customImageNamed, withCustomImage, withCustomImages } from "../../../core/image/attachments.ts";
import { digestIn } from "../../../core/image/container.ts";
import { differences } from "../../../core/settings/difference.ts";
import type { AppTypeSettings } from "../../../core/domain/domain.ts";
import { type StudioctlError, isError } from "../../../core/errors.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { SageMakerImages } from "../../../ports/images.ts";
import type { Progress } from "../../../ports/progress.ts";
import type { Domains, Spaces, UserProfiles } from "../../../ports/studio.ts";
import { rewriteSettings } from "../../settings/rewrite.ts";
import { settingsTarget } from "../../settings/target.ts";
import { type Waiting, changeWhenStable, remedy, untilStable } from "../../waiters.ts";
import { type AttachPlan, newestVersion } from "./plan.ts";
import { withWhatIsDone } from "../../errors.ts";

interface Ports {
  readonly studio: Domains & UserProfiles & Spaces;
  readonly images: SageMakerImages;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface Attached {
  readonly image: Image;
  readonly version: ImageVersion;
  /** The entry that the level now has. */
  readonly entry: CustomImage;
  /** Of the level. */
  readonly Status: string;
}

/**
 * Applies a plan step by step, each after the one before it is complete; a plan without steps changes nothing. `last`, the wait for the
 * level, is undefined with --no-wait: the earlier steps are always waited for. An error lists the completed steps; the same request,
 * planned and applied again, continues from there.
 */
export async function applyAttach(ports: Ports, plan: AttachPlan, waiting: Waiting, last: Waiting | undefined): Promise<Attached> {
  const done: string[] = [];
  try {
    const image = await imageOf(ports, plan, waiting, done);
    const version = await versionOf(ports, plan, image, waiting, done);
    await writeConfig(ports, plan, done);
    const { after, Status } = await attach(ports, plan, last);
    return { image, version, entry: customImageNamed(after, plan.entry) ?? plan.entry, Status };
  } catch (error) {
    throw withWhatIsDone(error, done, "run the same command again: it continues from there");
  }
}

async function imageOf(
  ports: Ports,
  { createImage, updateRole, request: { ImageName } }: AttachPlan,
  waiting: Waiting,
  done: string[],
): Promise<Image> {
  const { images } = ports;
  if (createImage !== undefined) {
    await unlessThere(() => images.createImage(createImage));
    done.push(`image "${ImageName}"`);
  }
  const read = async () => {
    const image = await images.describeImage(ImageName);
    return { ...image, Status: image.ImageStatus };
  };
  const watched = {
    what: `image ${ImageName}`,
    read,
    fix: remedy({ describe: `studioctl image describe ${ImageName}`, remove: `studioctl image delete ${ImageName}` }),
  };
  const usable = ["CREATED", "UPDATE_FAILED"];
  if (updateRole === undefined) return await untilStable(ports, watched, waiting, { good: usable });
  await changeWhenStable(ports, watched, waiting, async () => await images.updateImage({ ImageName, RoleArn: updateRole }), usable);
  done.push(`role ${updateRole} of image "${ImageName}"`);
  return await untilStable(ports, watched, waiting, { good: ["CREATED"] });
}

async function versionOf(
  ports: Ports,
  { createVersion, facts, request: { ImageName } }: AttachPlan,
  image: Image,
  waiting: Waiting,
  done: string[],
): Promise<ImageVersion> {
  const number = createVersion === undefined ? facts.version?.Version : await newVersion(ports.images, image, createVersion);
  if (createVersion !== undefined) done.push(`version ${number} of image "${ImageName}"`);
  const read = async () => {
    const version = await ports.images.describeImageVersion(ImageName, number);
    return { ...version, Status: version.ImageVersionStatus };
  };
  try {
    return await untilStable(ports, { what: `version ${number} of image ${ImageName}`, read }, waiting, { good: ["CREATED"] });
  } catch (error) {
    throw isError(error, "failed") && isForWantOfRole(error.why) ? cannotPull(error, image.RoleArn) : error;
  }
}

/** The number of a version that contains the container: created now, or by somebody else in between. */
async function newVersion(images: SageMakerImages, image: Image, BaseImage: string): Promise<number> {
  const { version, number } = await newestVersion({ images }, image.ImageName);
  if (version !== undefined && holds(version, digestIn(BaseImage) ?? "")) return version.Version;
  const arn = await images.createImageVersion({
    ImageName: image.ImageName,
    BaseImage,
    ClientToken: versionToken(image, number, BaseImage),
  });
  return Number(arn.split("/").at(-1));
}

async function writeConfig({ images }: Ports, { writeConfig }: AttachPlan, done: string[]): Promise<void> {
  if (writeConfig === undefined) return;
  const { how, config } = writeConfig;
  const name = config.AppImageConfigName;
  const isSame = async () => differences(await images.describeAppImageConfig(name), config).length === 0;
  if (how === "create") await unlessThere(() => images.createAppImageConfig(config), isSame);
  else await images.updateAppImageConfig(config);
  done.push(`app image config "${name}"`);
}

/** Creates something unless it exists by now, created by somebody else or by a call whose response was lost, and is suitable. */
async function unlessThere(create: () => Promise<unknown>, willDo: () => Promise<boolean> = async () => true): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isError(error, "in-use") || !(await willDo())) throw error;
  }
}

async function attach(ports: Ports, { request: { level, type }, listed, list, entry, facts }: AttachPlan, last: Waiting | undefined) {
  if (listed) return { after: list, Status: facts.Status };
  const change = (settings: AppTypeSettings) => withCustomImages(level, settings, (present) => withCustomImage(present, entry));
  const { after, Status } = await rewriteSettings(ports, settingsTarget(ports.studio, level, type), change, last);
  return { after: after.CustomImages ?? [], Status };
}

/**
 * The service's words ("does not have BatchGetImage permission": sagemaker-tensorflow-serving-container, issue 182), and similar messages.
 */
function isForWantOfRole(reason: string | undefined): boolean {
  return reason !== undefined && /\brole\b|permission|not authorized|access ?denied|BatchGetImage/i.test(reason);
}

/** The container exists, because it was read before: the role has no permission to pull it. */
function cannotPull(error: StudioctlError, role: string | undefined): StudioctlError {
  return error.with({
    why: `its role ${role ?? ""} cannot pull the container: ${error.why ?? ""}`,
    fix: `allow the role ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability, ecr:GetDownloadUrlForLayer and ecr:BatchGetImage, or name another with --role ARN`,
  });
}
