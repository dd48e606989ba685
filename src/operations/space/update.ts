import { type App, appReference } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { type Difference, differences } from "../../core/settings/difference.ts";
import { type Space, type SpaceSettings, settingsMember } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { type IdleShutdown, type IdleShutdownType, idleShutdownTypeOf, isShared } from "../../core/idle-shutdown/idle-shutdown.ts";
import { type SpaceRequest, defaultSpaceInstance, remoteAccessOf, volumeOf, requestedSettings } from "../../core/space/settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { Unknown } from "../domain/checks.ts";
import { type ChoosePorts, type ImageRequest, chooseImage } from "../image/choose.ts";
import { isStoppable } from "../app/stop.ts";
import { type Waiting, changeWhenStable, remedy, untilStable } from "../waiters.ts";
import { type Above, aboveOf, requireAllowed, requireRemoteFit } from "./allowed.ts";
import { describeSpace } from "./describe.ts";

/** The requested changes. */
export interface SpaceUpdateRequest extends Omit<SpaceRequest, "image">, ImageRequest {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly displayName?: string | undefined;
}

/** The same, with its image resolved. */
type Asked = SpaceRequest & Pick<SpaceUpdateRequest, "DomainId" | "SpaceName" | "displayName">;

export interface SpaceUpdatePlan {
  readonly request: Asked;
  /** None: there is nothing to change. */
  readonly differences: readonly Difference[];
  /** The running app of the space, which keeps its present settings until it is restarted. */
  readonly running: App | undefined;
  /**
   * Whether that app must be stopped for the change: remote access can be changed only while no app runs (service-facts: Remote access).
   */
  readonly stops: boolean;
  /** The idle shutdown that applies; absent if the change does not concern it. */
  readonly idle: IdleShutdown | undefined;
  readonly space: Space;
  /** What could not be checked because the credentials may not read it. */
  readonly unknown: Unknown;
}

type Change = Parameters<Spaces["updateSpace"]>[1];
type Studio = Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;

/**
 * Plans a change, and refuses what the service would refuse: a smaller volume, a larger one than allowed or while the app runs, an idle
 * time out of range, an image that does not exist or is not attached. Rejects with `usage`, `not-found`, `invalid`, `failed` or `in-use`.
 */
export async function planSpaceUpdate(
  { studio, images }: { readonly studio: Studio } & ChoosePorts,
  given: SpaceUpdateRequest,
): Promise<SpaceUpdatePlan> {
  const space = await describeSpace({ studio }, given);
  requireKnownType(space, given);
  const type = idleShutdownTypeOf(space);
  const above = type === undefined ? undefined : await aboveOf(studio, space);
  const { request, unknown } =
    type === undefined || above === undefined
      ? { request: { ...given, image: undefined }, unknown: [] }
      : await asked({ images }, space, type, above, given);
  const found = differencesOf(space, changeOf(space, request));
  if (found.length === 0) return { request, space, differences: found, running: undefined, stops: false, idle: undefined, unknown };
  const { DomainId, SpaceName } = request;
  const grows = requireGrowing(space, request);
  const judged = above !== undefined && type !== undefined && (request.volumeGb !== undefined || request.idleMinutes !== undefined);
  const idle = judged ? requireAllowed(space, type, request, above) : undefined;
  const apps = await collect(studio.listApps({ DomainId, SpaceName }));
  const running = apps.find(isStoppable);
  const changesAccess = request.remoteAccess !== undefined && request.remoteAccess !== remoteAccessOf(space.SpaceSettings);
  const stops = changesAccess && running !== undefined;
  if (changesAccess && request.remoteAccess === "on") {
    const life = running ?? apps.at(-1);
    const present = { ...space.SpaceSettings?.[settingsMember(type ?? "JupyterLab")]?.DefaultResourceSpec, ...life?.ResourceSpec };
    requireRemoteFit(SpaceName, request.instanceType ?? present.InstanceType ?? request.fallbackInstance, request.image ?? present);
  }
  if (grows && running !== undefined && !stops) throw appInTheWay(space, running);
  return { request, space, differences: found, running, stops, idle, unknown };
}

async function asked(
  ports: ChoosePorts,
  space: Space,
  type: IdleShutdownType,
  { owner, domain }: Above,
  given: SpaceUpdateRequest,
): Promise<{ readonly request: Asked; readonly unknown: Unknown }> {
  const settings = space.SpaceSettings ?? {};
  const shared = isShared(space);
  const present = settings[settingsMember(type)]?.DefaultResourceSpec ?? {};
  const { image, unknown } = await chooseImage(ports, given, {
    SpaceName: space.SpaceName,
    type,
    shared,
    owner,
    domain,
    settings,
    present,
  });
  return { request: { ...given, image, fallbackInstance: defaultSpaceInstance(type, shared, owner, domain) }, unknown };
}

/**
 * Writes a plan once no other change is in progress, based on the present space, and waits until it is InService if requested. Rejects with
 * `in-use`, `failed` (with the service's reason) or `timeout`.
 */
export async function updateSpace(
  ports: { readonly studio: Spaces; readonly clock: Clock; readonly progress: Progress },
  { request }: Pick<SpaceUpdatePlan, "request">,
  waiting: Waiting | undefined,
): Promise<Space> {
  const { studio } = ports;
  const key = { DomainId: request.DomainId, SpaceName: request.SpaceName };
  const named = `${key.SpaceName} --domain ${key.DomainId}`;
  const watched = {
    what: `space ${key.DomainId}/${key.SpaceName}`,
    read: () => studio.describeSpace(key),
    fix: remedy({ describe: `studioctl space describe ${named}`, remove: `studioctl space delete ${named}` }),
  };
  await changeWhenStable(ports, watched, waiting, async (present) => await studio.updateSpace(key, changeOf(present, request)));
  return waiting === undefined ? await watched.read() : await untilStable(ports, watched, waiting);
}

/** The input of UpdateSpace: only the members that the request names. */
function changeOf(space: Space, request: Asked): Change {
  const type = idleShutdownTypeOf(space);
  const settings: Change["SpaceSettings"] = type === undefined ? {} : requestedSettings(space.SpaceSettings ?? {}, type, request);
  return {
    ...(Object.keys(settings).length > 0 && { SpaceSettings: settings }),
    ...(request.displayName !== undefined && { SpaceDisplayName: request.displayName }),
  };
}

function differencesOf(space: Space, { SpaceSettings, ...rest }: Change): Difference[] {
  const settings: SpaceSettings = { ...space.SpaceSettings, ...SpaceSettings };
  return differences({ ...space, SpaceSettings: space.SpaceSettings ?? {} }, { SpaceSettings: settings, ...rest });
}

/** studioctl does not change the settings of other spaces, those of Studio Classic. */
function requireKnownType(
  space: Space,
  { instanceType, volumeGb, idleMinutes, image, imageVersion, remoteAccess }: SpaceUpdateRequest,
): void {
  if (idleShutdownTypeOf(space) !== undefined) return;
  if ([instanceType, volumeGb, idleMinutes, image, imageVersion, remoteAccess].every((value) => value === undefined)) return;
  const type = space.SpaceSettings?.AppType ?? "no app type";
  throw new StudioctlError("invalid", `space "${space.SpaceName}" is for ${type}, not for JupyterLab or CodeEditor`, {
    fix: "only --display-name of such a space can be changed",
  });
}

/** Whether the volume is to grow; it cannot shrink (service-facts: App rules). */
function requireGrowing(space: Space, { volumeGb }: Asked): boolean {
  const present = volumeOf(space);
  if (volumeGb === undefined || present === undefined) return volumeGb !== undefined;
  if (volumeGb >= present) return volumeGb > present;
  throw new StudioctlError("invalid", `the volume of space "${space.SpaceName}" has ${present} GB and cannot shrink to ${volumeGb} GB`, {
    why: "a volume can only grow",
    fix: "create a smaller space and move the files there",
  });
}

/**
 * Inferred: no source says that the service refuses it, but apps cannot use storage that is changing (service-facts: Errors), and the
 * console requires a stopped space.
 */
function appInTheWay(space: Space, app: App): StudioctlError {
  return new StudioctlError("in-use", `the volume of space "${space.SpaceName}" cannot grow while its app runs`, {
    why: `${appReference(app)} is ${app.Status}`,
    fix: `stop it first, its files stay: studioctl app stop ${appReference(app)}`,
  });
}
