import type { Tag } from "../../core/app.ts";
import { type Difference, differences } from "../../core/difference.ts";
import type { NewSpace, Space } from "../../core/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { IdleShutdown, IdleShutdownType } from "../../core/idle-shutdown.ts";
import { imageArn } from "../../core/image.ts";
import { type SpaceWish, wishedSettings } from "../../core/space-settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { appeared, gone, orMissing, remedy, settled } from "../settled.ts";
import type { Waiting } from "../wait.ts";
import { requireAllowed } from "./allowed.ts";

/** What a person asks for. The image is a name or an ARN. */
export interface NewSpaceWish extends SpaceWish {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly owner: string;
  readonly type: IdleShutdownType;
  readonly sharing: "Private" | "Shared";
  readonly tags: readonly Tag[];
}

export interface SpacePlan {
  readonly request: NewSpace;
  /** What holds of idle shutdown above the space. */
  readonly idle: IdleShutdown;
  /** The space of that name and specification that is there already. */
  readonly present: Space | undefined;
}

export interface CreateOutcome {
  readonly outcome: "created" | "already-there";
  readonly space: Space;
}

/**
 * Checks a wish and turns it into a request: the domain and the owner exist, they allow the volume and the idle time, and
 * the name is free, or that of a space with the same specification. Rejects with `not-found`, `invalid` or `in-use`.
 */
export async function planSpace({ studio }: { readonly studio: Domains & UserProfiles & Spaces }, wish: NewSpaceWish): Promise<SpacePlan> {
  const { DomainId, SpaceName } = wish;
  const domain = await describeDomain({ studio }, DomainId);
  const owner = await describeUserProfile({ studio }, { DomainId, UserProfileName: wish.owner });
  const image = wish.image === undefined ? undefined : imageArn(wish.image, domain.DomainArn);
  const request: NewSpace = {
    DomainId,
    SpaceName,
    SpaceSettings: { AppType: wish.type, ...wishedSettings({}, wish.type, { ...wish, image }) },
    OwnershipSettings: { OwnerUserProfileName: owner.UserProfileName },
    SpaceSharingSettings: { SharingType: wish.sharing },
    ...(wish.tags.length > 0 && { Tags: wish.tags }),
  };
  const unborn = { ...request, SpaceArn: "", Status: "Pending", CreationTime: domain.CreationTime };
  const idle = requireAllowed(unborn, wish.type, wish, { owner, domain });
  const present = await orMissing(() => studio.describeSpace({ DomainId, SpaceName }));
  if (present === undefined || present.Status === "Deleting") return { request, idle, present: undefined };
  requireSame(present, request, { ...wish, image });
  return { request, idle, present };
}

/**
 * Creates the space of a plan, and waits until it is InService where waiting is wanted; one that is there already is left
 * alone. Rejects with `in-use`, `limit-exceeded`, `failed` (with the service's reason) or `timeout`.
 */
export async function createSpace(
  ports: { readonly studio: Spaces; readonly clock: Clock; readonly progress: Progress },
  { request, present }: SpacePlan,
  waiting: Waiting | undefined,
): Promise<CreateOutcome> {
  const { studio } = ports;
  const { DomainId, SpaceName } = request;
  const watched = {
    what: `space ${DomainId}/${SpaceName}`,
    read: () => studio.describeSpace({ DomainId, SpaceName }),
    fix: remedy({ describe: `studioctl space describe ${SpaceName} --domain ${DomainId}`, remove: `studioctl space delete ${SpaceName} --domain ${DomainId}` }),
  };
  if (present === undefined) {
    const earlier = await orMissing(watched.read);
    if (earlier?.Status === "Deleting" && waiting !== undefined) await gone(ports, watched, waiting);
    await studio.createSpace(request);
  }
  const space = waiting === undefined ? await appeared(ports, watched) : await settled(ports, watched, waiting, ["InService", "Update_Failed"]);
  return { outcome: present === undefined ? "created" : "already-there", space };
}

function requireSame(present: Space, request: NewSpace, wish: NewSpaceWish): void {
  const [first, ...others] = unlike(present, request, wish);
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new StudioctlError("in-use", `space "${present.SpaceName}" exists already, with another specification`, {
    why: `${first.Setting} is ${text(first.Before)}, not ${text(first.After)}${more}`,
    fix: `give the new one another name, or change this one: studioctl space update ${present.SpaceName}`,
  });
}

/** How a space that is there differs from what is asked; what is not asked fits anything. */
function unlike(present: Space, request: NewSpace, wish: NewSpaceWish): Difference[] {
  const settings = present.SpaceSettings ?? {};
  const asked = { AppType: wish.type, ...wishedSettings(settings, wish.type, wish) };
  const owner = present.OwnershipSettings?.OwnerUserProfileName;
  return differences(
    { SpaceSettings: settings, SharingType: present.SpaceSharingSettings?.SharingType, Owner: owner?.toLowerCase() },
    { SpaceSettings: { ...settings, ...asked }, SharingType: wish.sharing, Owner: request.OwnershipSettings.OwnerUserProfileName.toLowerCase() },
  );
}

function text(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
