import { type App, appReference } from "../../core/app.ts";
import { collect } from "../../core/collect.ts";
import { type Difference, differences } from "../../core/difference.ts";
import type { Space, SpaceSettings } from "../../core/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { type IdleShutdown, type IdleShutdownType, idleShutdownTypeOf, isShared } from "../../core/idle-shutdown.ts";
import { imageArn } from "../../core/image.ts";
import { type SpaceWish, volumeOf, wishedSettings } from "../../core/space-settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { isStoppable } from "../app/stop.ts";
import { describeDomain } from "../domain/describe.ts";
import { changeWhenStable, orMissing, remedy, settled } from "../settled.ts";
import type { Waiting } from "../wait.ts";
import { requireAllowed } from "./allowed.ts";
import { describeSpace } from "./describe.ts";

/** What is to be different. The image is a name or an ARN. */
export interface SpaceUpdateWish extends SpaceWish {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly displayName?: string | undefined;
}

export interface SpaceUpdatePlan {
  readonly wish: SpaceUpdateWish;
  /** None: there is nothing to change. */
  readonly differences: readonly Difference[];
  /** The space's app that runs, and goes on with what it has until it is started anew. */
  readonly running: App | undefined;
  /** What holds of idle shutdown; absent where the change has nothing to do with it. */
  readonly idle: IdleShutdown | undefined;
  readonly space: Space;
}

type Change = Parameters<Spaces["updateSpace"]>[1];
type Studio = Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;

/**
 * Reads what a wish would change, and refuses what the service would: a smaller volume, a larger one than allowed or while
 * the app runs, an idle time out of range. Rejects with `not-found`, `invalid` or `in-use`.
 */
export async function planSpaceUpdate({ studio }: { readonly studio: Studio }, wish: SpaceUpdateWish): Promise<SpaceUpdatePlan> {
  const space = await describeSpace({ studio }, wish);
  requireKnownType(space, wish);
  const found = differencesOf(space, changeOf(space, wish));
  if (found.length === 0) return { wish, space, differences: found, running: undefined, idle: undefined };
  const { DomainId, SpaceName } = wish;
  const grows = requireGrowing(space, wish);
  const idle = wish.volumeGb === undefined && wish.idleMinutes === undefined ? undefined : await allowed(studio, space, wish);
  const running = (await collect(studio.listApps({ DomainId, SpaceName }))).find(isStoppable);
  if (grows && running !== undefined) throw appInTheWay(space, running);
  return { wish, space, differences: found, running, idle };
}

/**
 * Writes a plan once nothing else is under way, from what the space then is, and waits until it is InService where waiting
 * is wanted. Rejects with `in-use`, `failed` (with the service's reason) or `timeout`.
 */
export async function updateSpace(
  ports: { readonly studio: Spaces; readonly clock: Clock; readonly progress: Progress },
  { wish }: Pick<SpaceUpdatePlan, "wish">,
  waiting: Waiting | undefined,
): Promise<Space> {
  const { studio } = ports;
  const key = { DomainId: wish.DomainId, SpaceName: wish.SpaceName };
  const named = `${key.SpaceName} --domain ${key.DomainId}`;
  const watched = {
    what: `space ${key.DomainId}/${key.SpaceName}`,
    read: () => studio.describeSpace(key),
    fix: remedy({ describe: `studioctl space describe ${named}`, remove: `studioctl space delete ${named}` }),
  };
  await changeWhenStable(ports, watched, waiting, async (present) => await studio.updateSpace(key, changeOf(present, wish)));
  return waiting === undefined ? await watched.read() : await settled(ports, watched, waiting);
}

/** What UpdateSpace is sent: only the members that the wish names. */
function changeOf(space: Space, wish: SpaceUpdateWish): Change {
  const type = idleShutdownTypeOf(space);
  const image = wish.image === undefined ? undefined : imageArn(wish.image, space.SpaceArn);
  const settings: Change["SpaceSettings"] = type === undefined ? {} : wishedSettings(space.SpaceSettings ?? {}, type, { ...wish, image });
  return {
    ...(Object.keys(settings).length > 0 && { SpaceSettings: settings }),
    ...(wish.displayName !== undefined && { SpaceDisplayName: wish.displayName }),
  };
}

function differencesOf(space: Space, { SpaceSettings, ...rest }: Change): Difference[] {
  const settings: SpaceSettings = { ...space.SpaceSettings, ...SpaceSettings };
  return differences({ ...space, SpaceSettings: space.SpaceSettings ?? {} }, { SpaceSettings: settings, ...rest });
}

/** The settings of other spaces, those of Studio Classic, are none that studioctl changes. */
function requireKnownType(space: Space, { instanceType, volumeGb, idleMinutes, image }: SpaceUpdateWish): void {
  if (idleShutdownTypeOf(space) !== undefined) return;
  if ([instanceType, volumeGb, idleMinutes, image].every((value) => value === undefined)) return;
  const type = space.SpaceSettings?.AppType ?? "no app type";
  throw new StudioctlError("invalid", `space "${space.SpaceName}" is for ${type}, not for JupyterLab or CodeEditor`, {
    fix: "of such a space only --display-name can be changed",
  });
}

/** Whether the volume is to grow; it cannot shrink (FACTS 4). */
function requireGrowing(space: Space, { volumeGb }: SpaceUpdateWish): boolean {
  const present = volumeOf(space);
  if (volumeGb === undefined || present === undefined) return volumeGb !== undefined;
  if (volumeGb >= present) return volumeGb > present;
  throw new StudioctlError("invalid", `the volume of space "${space.SpaceName}" has ${present} GB and cannot shrink to ${volumeGb} GB`, {
    why: "a volume can only grow",
    fix: "create a smaller space, and move the files there",
  });
}

async function allowed(studio: Studio, space: Space, wish: SpaceUpdateWish): Promise<IdleShutdown | undefined> {
  const type: IdleShutdownType | undefined = idleShutdownTypeOf(space);
  if (type === undefined) return undefined;
  const { DomainId } = wish;
  const UserProfileName = isShared(space) ? undefined : space.OwnershipSettings?.OwnerUserProfileName;
  const owner = UserProfileName === undefined ? undefined : await orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName }));
  return requireAllowed(space, type, wish, { owner, domain: await describeDomain({ studio }, DomainId) });
}

/** Inferred: no source says that the service refuses it, but storage that changes lets no app use it (FACTS 3), and the console wants the space stopped. */
function appInTheWay(space: Space, app: App): StudioctlError {
  return new StudioctlError("in-use", `the volume of space "${space.SpaceName}" cannot grow while its app runs`, {
    why: `${appReference(app)} is ${app.Status}`,
    fix: `stop it first, its files stay: studioctl app stop ${appReference(app)}`,
  });
}
