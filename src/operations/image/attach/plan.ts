import { collect } from "../../../core/collections.ts";
import type { Domain, Space } from "../../../core/domain/domain.ts";
import { StudioctlError, usageError } from "../../../core/errors.ts";
import { type AttachFacts, type AttachInput, attachSteps, type AttachSteps, noImage, noVersion } from "../../../core/image/attach-steps.ts";
import { customImageNamed, customImagesOf, requireRoom } from "../../../core/image/attachments.ts";
import { defaultConfigName } from "../../../core/image/config.ts";
import { checkContainer, type ContainerAddress, type ContainerImage, referenceText, requireBeside } from "../../../core/image/container.ts";
import type { CustomImage, CustomImageType, Image, ImageVersion } from "../../../core/image/image.ts";
import { levelLabel, type SettingsLevel } from "../../../core/settings/level.ts";
import { closest } from "../../../core/suggest.ts";
import type { ImageVersions, Registry, SageMakerImages } from "../../../ports/images.ts";
import type { Roles } from "../../../ports/roles.ts";
import type { Domains, Spaces, UserProfiles } from "../../../ports/studio.ts";
import { checkRole } from "../../domain/checks.ts";
import { describeDomain } from "../../domain/describe.ts";
import { orMissing, suggesting, unlessDenied } from "../../errors.ts";
import { settingsTarget } from "../../settings/target.ts";
import { describeSpace } from "../../space/describe.ts";

export interface AttachPorts {
  readonly studio: Domains & UserProfiles & Spaces;
  readonly images: SageMakerImages;
  readonly registry: () => Promise<Registry>;
  readonly roles: () => Promise<Roles>;
}

export interface AttachRequest extends AttachInput {
  readonly level: SettingsLevel;
  readonly container: ContainerAddress | undefined;
  /** For a new image; absent: the domain's execution role. */
  readonly role: string | undefined;
  readonly configName: string | undefined;
}

export interface AttachPlan extends AttachSteps {
  readonly request: AttachRequest;
  readonly facts: AttachFacts;
  /** Notes in addition to the differences. */
  readonly notes: readonly string[];
  /** What could not be checked because the credentials may not read it. */
  readonly unknown: readonly string[];
}

/**
 * Reads everything that attaching an image concerns, and decides the remaining steps; writes nothing. Rejects with `usage`,
 * `not-found`, `invalid`, `failed` (an image or a level that is no longer usable) or `limit-exceeded`.
 */
export async function planAttach(ports: AttachPorts, request: AttachRequest): Promise<AttachPlan> {
  const { studio, images } = ports;
  const { level, type, ImageName } = request;
  const domain = await describeDomain({ studio }, level.DomainId);
  if (request.container !== undefined) requireBeside(request.container, domain.DomainArn);
  const { list, Status } = await readLevel(ports, level, type);
  const image = await orMissing(() => images.describeImage(ImageName));
  if (image === undefined && request.container === undefined) throw noImage(ImageName, closest(ImageName, await imageNames(images)));
  if (image !== undefined) requireUsable(image);
  const container = request.container && (await inspectContainer({ registry: await ports.registry() }, request.container, type));
  const configName = request.configName ?? customImageNamed(list, { ImageName })?.AppImageConfigName ?? defaultConfigName(ImageName, type);
  const facts: AttachFacts = {
    image,
    namedRole: request.role,
    roleArn: request.role ?? domain.DefaultUserSettings?.ExecutionRole,
    container,
    version: image && (await versionFor(images, request)),
    configName,
    config: await orMissing(() => images.describeAppImageConfig(configName)),
    Status,
    list,
  };
  const steps = attachSteps(request, facts);
  requireRoom(level, list, steps.list);
  const role = steps.createImage?.RoleArn ?? steps.updateRole;
  const unknown = role === undefined ? [] : await checkRole({ roles: await ports.roles() }, role);
  return {
    ...steps,
    request,
    facts,
    unknown,
    notes: [...(container?.notes ?? []), ...roleNotes(request, facts), ...precedenceNotes(request, list, domain)],
  };
}

/** A level that can be written. */
async function readLevel({ studio }: AttachPorts, level: SettingsLevel, type: CustomImageType) {
  const { DomainId, owner } = level;
  if (owner !== undefined && "SpaceName" in owner) requireOwnImages(await describeSpace({ studio }, { DomainId, ...owner }));
  const target = settingsTarget(studio, level, type);
  const { Status, FailureReason, settings } = await target.read();
  if (["InService", "Pending", "Updating", "Update_Failed"].includes(Status)) return { Status, list: settings.CustomImages ?? [] };
  throw new StudioctlError("failed", `${target.what} is ${Status}`, { why: FailureReason });
}

/** Spaces of new Studio have no list of their own (SageMaker API: SpaceJupyterLabAppSettings): they use their owner's. */
function requireOwnImages({ DomainId, SpaceName, SpaceSettings, OwnershipSettings }: Space): void {
  const type = SpaceSettings?.AppType;
  if (type !== "JupyterLab" && type !== "CodeEditor") return;
  const owner = OwnershipSettings?.OwnerUserProfileName;
  const level = owner === undefined ? `--domain ${DomainId}` : `--domain ${DomainId} --user ${owner}`;
  throw new StudioctlError("invalid", `space "${SpaceName}" cannot list images: it is for ${type}`, {
    why: "the service stores them with its owner, or with the domain",
    fix: `attach it there: ${level} --app-type ${type}; then studioctl space update ${SpaceName} --image NAME`,
  });
}

function requireUsable({ ImageName, ImageStatus, FailureReason }: Image): void {
  if (["CREATED", "CREATING", "UPDATING", "UPDATE_FAILED"].includes(ImageStatus)) return;
  throw new StudioctlError("failed", `image "${ImageName}" is ${ImageStatus}`, {
    why: FailureReason,
    fix:
      ImageStatus === "DELETING"
        ? "run the command again when it is gone"
        : `studioctl image delete ${ImageName}, then run the command again`,
  });
}

/** For suggestions: none if these credentials may not list them. */
async function imageNames(images: SageMakerImages): Promise<readonly string[]> {
  return (await unlessDenied([], () => collect(images.listImages()))).map((image) => image.ImageName);
}

async function versionFor(images: SageMakerImages, { ImageName, version }: AttachRequest) {
  return version === "latest"
    ? (await newestVersion({ images }, ImageName)).version
    : await numberedVersion({ images }, ImageName, version);
}

/** A note on the role of a new image if the request names none. */
function roleNotes({ role, ImageName }: AttachRequest, { image, roleArn }: AttachFacts): string[] {
  return image === undefined && role === undefined ? [`image "${ImageName}" gets the domain's execution role: ${roleArn}`] : [];
}

/** A first image creates a separate list, which takes precedence over that of the domain (service-facts: Settings and images). */
function precedenceNotes({ level, type, ImageName }: AttachRequest, list: readonly CustomImage[], domain: Domain): string[] {
  if (level.owner === undefined || list.length > 0) return [];
  const inherited = customImagesOf("SpaceName" in level.owner ? domain.DefaultSpaceSettings : domain.DefaultUserSettings, type);
  const others = inherited.map((each) => each.ImageName).filter((name) => name !== ImageName);
  if (others.length === 0) return [];
  return [
    `the list of ${levelLabel(level)} takes precedence over that of the domain: also attach there what is still needed from it: ${[...new Set(others)].join(", ")}`,
  ];
}

export interface Inspected {
  readonly image: ContainerImage;
  /** By digest: what the tag named when it was read. */
  readonly uri: string;
  readonly notes: readonly string[];
}

/** SageMaker API: BaseImage. */
const longestUri = 255;

/**
 * Checks a container before anything is created. Rejects with `not-found`, and the repository or tag that was probably
 * meant, or with `invalid` where Studio cannot run it.
 */
async function inspectContainer(
  { registry }: { readonly registry: Registry },
  { repositoryName, reference }: ContainerAddress,
  type: CustomImageType,
): Promise<Inspected> {
  const { repositoryUri } = await suggesting(
    {
      what: "ECR repository",
      name: repositoryName,
      where: registry.region,
      lists: `aws ecr describe-repositories --region ${registry.region}`,
    },
    () => registry.describeRepository(repositoryName),
    () => unlessDenied<readonly string[]>([], () => registry.listRepositories()),
  );
  const name = "imageTag" in reference ? reference.imageTag : reference.imageDigest;
  const image = await suggesting(
    {
      what: "imageTag" in reference ? "tag" : "digest",
      name,
      where: repositoryName,
      lists: `aws ecr describe-images --repository-name ${repositoryName}`,
    },
    () => registry.describeContainer(repositoryName, reference),
    () => unlessDenied<readonly string[]>([], () => registry.listTags(repositoryName)),
  );
  const uri = `${repositoryUri}${referenceText({ imageDigest: image.imageDigest })}`;
  if (uri.length > longestUri)
    throw usageError(`the container's address has ${uri.length} characters: ${uri}`, {
      fix: `at most ${longestUri} characters are allowed: give the repository a shorter name`,
    });
  const platforms = await unlessDenied(undefined, () => registry.platforms(image));
  return {
    image,
    uri,
    notes: checkContainer(image, platforms, type).map((note) => `${repositoryName}${referenceText(reference)}: ${note}`),
  };
}

type Ports = { readonly images: ImageVersions };

/** Statuses of versions that an app can start with, now or soon. */
const usable: ReadonlySet<string> = new Set(["CREATED", "CREATING"]);

export interface Newest {
  /** The newest version that did not fail; absent if there is none. */
  readonly version: ImageVersion | undefined;
  /** The highest version number, including failed versions; 0 where there is none. */
  readonly number: number;
}

export async function newestVersion({ images }: Ports, imageName: string): Promise<Newest> {
  const versions = await collect(images.listImageVersions(imageName));
  const newest = versions.find(({ ImageVersionStatus }) => usable.has(ImageVersionStatus));
  return {
    version: newest && (await images.describeImageVersion(imageName, newest.Version)),
    number: Math.max(0, ...versions.map(({ Version }) => Version)),
  };
}

/** A version by its number. Rejects with `not-found`, or with `failed` if no app can start with it. */
async function numberedVersion({ images }: Ports, imageName: string, number: number): Promise<ImageVersion> {
  const version = await orMissing(() => images.describeImageVersion(imageName, number));
  if (version === undefined) throw noVersion(imageName, number);
  if (usable.has(version.ImageVersionStatus)) return version;
  throw new StudioctlError("failed", `version ${number} of image "${imageName}" is ${version.ImageVersionStatus}`, {
    why: version.FailureReason,
    fix: "give another, or omit --version for the latest",
  });
}
