import type { NewApp, ResourceSpec, Tag } from "../../core/app/app.ts";
import { appNameFor, checkInstanceForType, fallbackInstanceType, isSpaceAppType } from "../../core/app/rules.ts";
import type { Space } from "../../core/domain/domain.ts";
import { defaultInstanceType } from "../../core/settings/effective.ts";
import { StudioctlError, usageError } from "../../core/errors.ts";
import {
  customImageTypes,
  imageArn,
  imageArnOf,
  imageSpec,
  type ImageSpec,
  type ImageVersionRequest,
  withImage,
} from "../../core/image/image.ts";
import { isShared } from "../../core/idle-shutdown/idle-shutdown.ts";
import { roomyType, shortfalls } from "../../core/remote/requirements.ts";
import { completeSpec } from "../../core/space/settings.ts";
import type { AppType } from "../../core/service-model.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { Unknown } from "../domain/checks.ts";
import { type ChoosePorts, type ChosenImage, chooseImage } from "../image/choose.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { describeSpace } from "../space/describe.ts";
import { orMissing } from "../errors.ts";

/** The request of the user. */
export interface AppRequest {
  readonly domainId: string;
  readonly user?: string | undefined;
  readonly space?: string | undefined;
  readonly type?: AppType | undefined;
  readonly name?: string | undefined;
  readonly instanceType?: string | undefined;
  /** A name or an ARN. */
  readonly image?: string | undefined;
  readonly imageVersion?: ImageVersionRequest | undefined;
  readonly lifecycleConfig?: string | undefined;
  /** The specification of its last run: used for members that the request omits. */
  readonly lastLife?: ResourceSpec | undefined;
  readonly recovery: boolean;
  readonly tags: readonly Tag[];
}

/** The new app for the service, and the instance type it will resolve to. */
export interface Prepared {
  readonly app: NewApp;
  readonly instanceType: string;
  /** What could not be checked because the credentials may not read it. */
  readonly unknown: Unknown;
  /** What was chosen because nothing was requested, in sentences. Absent: nothing. */
  readonly notes?: readonly string[];
}

type Ports = { readonly studio: Domains & UserProfiles & Spaces } & ChoosePorts;

/** Throws a usage error, before any call, if parts of a request contradict each other. */
export function checkRequest({ user, space, type, image, imageVersion, lastLife }: AppRequest): void {
  if (user === undefined && space === undefined)
    throw usageError("missing --user or --space", { fix: "--user USER --type KernelGateway, or --space SPACE" });
  if (image === "none")
    throw usageError("an app cannot be started with --image none", {
      why: "the default is in the settings of its space",
      fix: "studioctl space update SPACE --image none, then start it",
    });
  if (imageVersion !== undefined && image === undefined && space === undefined && imageArnOf(lastLife ?? {}) === undefined)
    throw usageError("--image-version needs --image", { fix: "give the image as well" });
  if (user === undefined || space !== undefined) return;
  if (type === undefined) throw usageError("missing --type", { fix: "--type KernelGateway or --type JupyterServer" });
  if (isSpaceAppType(type)) throw usageError(`a ${type} app runs in a space`, { fix: "give the space instead of the user: --space SPACE" });
}

/**
 * Turns a request into a new app: reads the user profile or the space, applies their fixed values, and resolves defaults as the service
 * does (service-facts: App rules). Rejects with `usage` or `not-found`.
 */
export async function prepareApp(ports: Ports, request: AppRequest): Promise<Prepared> {
  checkRequest(request);
  return request.space === undefined
    ? await forUser(ports, request, request.user ?? "", request.type ?? "KernelGateway")
    : await forSpace(ports, request, request.space);
}

async function forUser({ studio }: Ports, request: AppRequest, user: string, type: AppType): Promise<Prepared> {
  checkInstanceForType(type, request.instanceType);
  const profile = await describeUserProfile({ studio }, { DomainId: request.domainId, UserProfileName: user });
  const domain = await describeDomain({ studio }, request.domainId);
  const spec = specOf(request, domain.DomainArn);
  const resolved = type === "JupyterServer" ? "system" : (spec.InstanceType ?? defaultInstanceType(profile, domain));
  const AppName = appNameFor(type, request.name, { ...spec, InstanceType: resolved });
  const owner = { UserProfileName: profile.UserProfileName };
  return { app: newApp(request, owner, type, AppName, spec), instanceType: resolved, unknown: [] };
}

async function forSpace({ studio, images }: Ports, request: AppRequest, name: string): Promise<Prepared> {
  const space = await describeSpace({ studio }, { DomainId: request.domainId, SpaceName: name });
  const type = typeFor(space, request.type);
  checkInstanceForType(type, request.instanceType);
  const settings = type === "CodeEditor" ? space.SpaceSettings?.CodeEditorAppSettings : space.SpaceSettings?.JupyterLabAppSettings;
  const { image, unknown } = await imageFor(
    { studio, images },
    request,
    space,
    type,
    request.lastLife ?? settings?.DefaultResourceSpec ?? {},
  );
  const own = specOf({ ...request, image: undefined, imageVersion: undefined }, space.SpaceArn, image);
  const isRemote = space.SpaceSettings?.RemoteAccess === "ENABLED";
  const isOpen = own.InstanceType === undefined && settings?.DefaultResourceSpec?.InstanceType === undefined;
  const roomy = isRemote && isOpen ? roomyType(fallbackInstanceType) : undefined;
  const given = Object.keys(own).length === 0 ? own : completeSpec(own, settings?.DefaultResourceSpec?.InstanceType ?? roomy);
  const spec = roomy === undefined ? given : { InstanceType: roomy, ...given };
  const resolved = spec.InstanceType ?? settings?.DefaultResourceSpec?.InstanceType ?? fallbackInstanceType;
  if (isRemote) requireFit(space, resolved, imageArnOf(spec) === undefined ? { ...settings?.DefaultResourceSpec, ...spec } : spec);
  const app = newApp(request, { SpaceName: space.SpaceName }, type, appNameFor(type, request.name, spec), spec);
  const note = `it runs on ${roomy}: remote access is on, and needs more memory than the default ${fallbackInstanceType} has`;
  return { app, instanceType: resolved, unknown, ...(roomy !== undefined && { notes: [note] }) };
}

/** The requested image, checked as in `space update`. */
async function imageFor(
  { studio, images }: Ports,
  request: AppRequest,
  space: Space,
  type: AppType,
  present: ResourceSpec,
): Promise<ChosenImage> {
  const imageType = customImageTypes.find((each) => each === type);
  if (imageType === undefined || (request.image === undefined && request.imageVersion === undefined))
    return { image: undefined, unknown: [] };
  const { DomainId, SpaceName } = space;
  const shared = isShared(space);
  const user = shared ? undefined : space.OwnershipSettings?.OwnerUserProfileName;
  const [domain, owner] = await Promise.all([
    describeDomain({ studio }, DomainId),
    user === undefined ? undefined : orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName: user })),
  ]);
  return await chooseImage({ images }, request, {
    SpaceName,
    type: imageType,
    shared,
    owner,
    domain,
    settings: space.SpaceSettings ?? {},
    present,
  });
}

/** Checks the requirements of remote access, which the service does not check for other apps (service-facts: Remote access). */
function requireFit({ SpaceName, DomainId }: Space, instanceType: string, spec: ResourceSpec): void {
  const [first, ...others] = shortfalls(instanceType, spec);
  if (first === undefined) return;
  const flags = [first, ...others].flatMap(({ flag }) => flag).join(" ");
  throw new StudioctlError("invalid", `space "${SpaceName}" has remote access on, and its app cannot run with it`, {
    why: [first, ...others].map(({ why }) => why).join("; "),
    fix: `start it with ${flags}, or turn it off: studioctl space update ${SpaceName} --remote-access off -d ${DomainId}`,
  });
}

function typeFor(space: Space, requested: AppType | undefined): AppType {
  const own = space.SpaceSettings?.AppType;
  const type = requested ?? own;
  if (type === undefined) throw usageError(`space "${space.SpaceName}" has no app type`, { fix: "--type JupyterLab or --type CodeEditor" });
  if (own === undefined || own === type) return type;
  throw new StudioctlError("invalid", `space "${space.SpaceName}" is for ${own}, not for ${type}`, {
    fix: `omit --type, or give --type ${own}`,
  });
}

function newApp(
  request: AppRequest,
  owner: { UserProfileName: string } | { SpaceName: string },
  AppType: AppType,
  AppName: string,
  spec: ResourceSpec,
): NewApp {
  return {
    DomainId: request.domainId,
    ...owner,
    AppType,
    AppName,
    ...(Object.keys(spec).length > 0 && { ResourceSpec: spec }),
    ...(request.recovery && { RecoveryMode: true }),
    ...(request.tags.length > 0 && { Tags: request.tags }),
  };
}

/**
 * The specification of the request merged over that of the last run; the service supplies the rest. `arn` is any ARN of the same account
 * and Region; `chosen` is the image if it was already looked up.
 */
function specOf(
  { image, imageVersion, instanceType, lifecycleConfig, lastLife = {} }: AppRequest,
  arn: string,
  chosen?: ImageSpec,
): ResourceSpec {
  const named = image === undefined ? (imageVersion === undefined ? undefined : imageArnOf(lastLife)) : imageArn(image, arn);
  const imageMembers = named === undefined ? chosen : imageSpec(named, imageVersion);
  return {
    ...(imageMembers === undefined ? lastLife : withImage(lastLife, imageMembers)),
    ...(instanceType !== undefined && { InstanceType: instanceType }),
    ...(lifecycleConfig !== undefined && { LifecycleConfigArn: lifecycleConfig === "none" ? "None" : lifecycleConfig }),
  };
}
