import type { NewApp, ResourceSpec, Tag } from "../../core/app.ts";
import { appNameFor, checkInstanceForType, isSpaceAppType } from "../../core/app-rules.ts";
import type { Space } from "../../core/domain.ts";
import { defaultInstanceType } from "../../core/effective-settings.ts";
import { StudioctlError, usageError } from "../../core/errors.ts";
import { imageArn } from "../../core/image.ts";
import type { AppType } from "../../core/service-model.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { describeSpace } from "../space/describe.ts";

/** What a person asks for. */
export interface Wish {
  readonly domainId: string;
  readonly user?: string | undefined;
  readonly space?: string | undefined;
  readonly type?: AppType | undefined;
  readonly name?: string | undefined;
  readonly instanceType?: string | undefined;
  /** A name or an ARN. */
  readonly image?: string | undefined;
  readonly imageVersion?: number | undefined;
  readonly lifecycleConfig?: string | undefined;
  readonly recovery: boolean;
  readonly tags: readonly Tag[];
}

/** The request for the service, and the instance type it will resolve to. */
export interface Prepared {
  readonly app: NewApp;
  readonly instanceType: string;
}

type Ports = { readonly studio: Domains & UserProfiles & Spaces };

/** Refuses a wish whose parts contradict each other, before any call. */
export function checkWish({ user, space, type, image, imageVersion }: Wish): void {
  if (user === undefined && space === undefined) throw usageError("not said whose app", { fix: "--user USER --type KernelGateway, or --space SPACE" });
  if (imageVersion !== undefined && image === undefined) throw usageError("--image-version needs --image", { fix: "name the image as well" });
  if (user === undefined || space !== undefined) return;
  if (type === undefined) throw usageError("not said which type of app", { fix: "--type KernelGateway or --type JupyterServer" });
  if (isSpaceAppType(type)) throw usageError(`a ${type} app runs in a space`, { fix: "name the space instead of the user: --space SPACE" });
}

/**
 * Turns a wish into a request: looks at the user profile or the space, takes what they fix, resolves defaults as
 * the service does (FACTS 4). Rejects with `usage` or `not-found`.
 */
export async function prepareApp(ports: Ports, wish: Wish): Promise<Prepared> {
  checkWish(wish);
  return wish.space === undefined ? await forUser(ports, wish, wish.user ?? "", wish.type ?? "KernelGateway") : await forSpace(ports, wish, wish.space);
}

async function forUser({ studio }: Ports, wish: Wish, user: string, type: AppType): Promise<Prepared> {
  checkInstanceForType(type, wish.instanceType);
  const profile = await describeUserProfile({ studio }, { DomainId: wish.domainId, UserProfileName: user });
  const domain = await describeDomain({ studio }, wish.domainId);
  const spec = specOf(wish, domain.DomainArn);
  const resolved = type === "JupyterServer" ? "system" : (spec.InstanceType ?? defaultInstanceType(profile, domain));
  const AppName = appNameFor(type, wish.name, { ...spec, InstanceType: resolved });
  const owner = { UserProfileName: profile.UserProfileName };
  return { app: request(wish, owner, type, AppName, spec), instanceType: resolved };
}

async function forSpace({ studio }: Ports, wish: Wish, name: string): Promise<Prepared> {
  const space = await describeSpace({ studio }, { DomainId: wish.domainId, SpaceName: name });
  const type = typeFor(space, wish.type);
  checkInstanceForType(type, wish.instanceType);
  const spec = specOf(wish, space.SpaceArn);
  const settings = type === "CodeEditor" ? space.SpaceSettings?.CodeEditorAppSettings : space.SpaceSettings?.JupyterLabAppSettings;
  const resolved = spec.InstanceType ?? settings?.DefaultResourceSpec?.InstanceType ?? "ml.t3.medium";
  const app = request(wish, { SpaceName: space.SpaceName }, type, appNameFor(type, wish.name, spec), spec);
  return { app, instanceType: resolved };
}

function typeFor(space: Space, wished: AppType | undefined): AppType {
  const own = space.SpaceSettings?.AppType;
  const type = wished ?? own;
  if (type === undefined) throw usageError(`space "${space.SpaceName}" does not say its app type`, { fix: "--type JupyterLab or --type CodeEditor" });
  if (own === undefined || own === type) return type;
  throw new StudioctlError("invalid", `space "${space.SpaceName}" is for ${own}, not for ${type}`, { fix: `leave --type out, or give --type ${own}` });
}

function request(wish: Wish, owner: { UserProfileName: string } | { SpaceName: string }, AppType: AppType, AppName: string, spec: ResourceSpec): NewApp {
  return {
    DomainId: wish.domainId,
    ...owner,
    AppType,
    AppName,
    ...(Object.keys(spec).length > 0 && { ResourceSpec: spec }),
    ...(wish.recovery && { RecoveryMode: true }),
    ...(wish.tags.length > 0 && { Tags: wish.tags }),
  };
}

/** What the wish says itself; the rest stays with the service. `arn` is of something in the same account and Region. */
function specOf(wish: Wish, arn: string): ResourceSpec {
  const image = wish.image === undefined ? undefined : imageArn(wish.image, arn);
  return {
    ...(wish.instanceType !== undefined && { InstanceType: wish.instanceType }),
    ...(image !== undefined && { SageMakerImageArn: image }),
    ...(image !== undefined && wish.imageVersion !== undefined && { SageMakerImageVersionArn: versionArn(image, wish.imageVersion) }),
    ...(wish.lifecycleConfig !== undefined && { LifecycleConfigArn: wish.lifecycleConfig === "none" ? "None" : wish.lifecycleConfig }),
  };
}

function versionArn(image: string, version: number): string {
  return `${image.replace(":image/", ":image-version/").toLowerCase()}/${version}`;
}
