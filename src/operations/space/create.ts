import type { Tag } from "../../core/app/app.ts";
import { type Difference, differences } from "../../core/settings/difference.ts";
import type { NewSpace, Space } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { IdleShutdown, IdleShutdownType } from "../../core/idle-shutdown/idle-shutdown.ts";
import { type SpaceRequest, defaultSpaceInstance, requestedSettings } from "../../core/space/settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { type ChoosePorts, type ImageRequest, chooseImage } from "../image/choose.ts";
import type { Unknown } from "../domain/checks.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { type Waiting, untilVisible, untilDeleted, remedy, untilStable } from "../waiters.ts";
import { requireAllowed, requireRemoteFit } from "./allowed.ts";
import { orMissing } from "../errors.ts";

/** The request of the user. */
export interface NewSpaceRequest extends Omit<SpaceRequest, "image">, ImageRequest {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly owner: string;
  readonly type: IdleShutdownType;
  readonly sharing: "Private" | "Shared";
  readonly tags: readonly Tag[];
}

export interface SpacePlan {
  readonly newSpace: NewSpace;
  /** The idle shutdown above the space. */
  readonly idle: IdleShutdown;
  /** The existing space of that name and specification. */
  readonly present: Space | undefined;
  /** What could not be checked because the credentials may not read it. */
  readonly unknown: Unknown;
}

export interface CreateOutcome {
  readonly outcome: "created" | "already-there";
  readonly space: Space;
}

/**
 * Checks a request and turns it into a new space: the domain and the owner exist, they allow the volume and the idle time, the image exists
 * and is attached, and the name is free or belongs to a space with the same specification. Rejects with `usage`, `not-found`, `invalid`,
 * `failed` or `in-use`.
 */
export async function planSpace(
  { studio, images }: { readonly studio: Domains & UserProfiles & Spaces } & ChoosePorts,
  request: NewSpaceRequest,
): Promise<SpacePlan> {
  const { DomainId, SpaceName, type } = request;
  const domain = await describeDomain({ studio }, DomainId);
  const owner = await describeUserProfile({ studio }, { DomainId, UserProfileName: request.owner });
  const shared = request.sharing === "Shared";
  const { image, unknown } = await chooseImage({ images }, request, { SpaceName, type, shared, owner, domain, settings: {}, present: {} });
  const asked = { ...request, image, fallbackInstance: defaultSpaceInstance(type, shared, owner, domain) };
  if (request.remoteAccess === "on") requireRemoteFit(SpaceName, request.instanceType ?? asked.fallbackInstance, image ?? {});
  const newSpace: NewSpace = {
    DomainId,
    SpaceName,
    SpaceSettings: { AppType: type, ...requestedSettings({}, type, asked) },
    OwnershipSettings: { OwnerUserProfileName: owner.UserProfileName },
    SpaceSharingSettings: { SharingType: request.sharing },
    ...(request.tags.length > 0 && { Tags: request.tags }),
  };
  const unborn = { ...newSpace, SpaceArn: "", Status: "Pending", CreationTime: domain.CreationTime };
  const idle = requireAllowed(unborn, type, asked, { owner, domain });
  const present = await orMissing(() => studio.describeSpace({ DomainId, SpaceName }));
  if (present === undefined || present.Status === "Deleting") return { newSpace, idle, present: undefined, unknown };
  requireSame(present, newSpace, { ...asked, sharing: request.sharing, type });
  return { newSpace, idle, present, unknown };
}

/**
 * Creates the space of a plan, and waits until it is InService if requested; an existing one is left alone. Rejects with `in-use`,
 * `limit-exceeded`, `failed` (with the service's reason) or `timeout`.
 */
export async function createSpace(
  ports: { readonly studio: Spaces; readonly clock: Clock; readonly progress: Progress },
  { newSpace, present }: SpacePlan,
  waiting: Waiting | undefined,
): Promise<CreateOutcome> {
  const { studio } = ports;
  const { DomainId, SpaceName } = newSpace;
  const watched = {
    what: `space ${DomainId}/${SpaceName}`,
    read: () => studio.describeSpace({ DomainId, SpaceName }),
    fix: remedy({
      describe: `studioctl space describe ${SpaceName} --domain ${DomainId}`,
      remove: `studioctl space delete ${SpaceName} --domain ${DomainId}`,
    }),
  };
  if (present === undefined) {
    const earlier = await orMissing(watched.read);
    if (earlier?.Status === "Deleting" && waiting !== undefined) await untilDeleted(ports, watched, waiting);
    await studio.createSpace(newSpace);
  }
  const space =
    waiting === undefined
      ? await untilVisible(ports, watched)
      : await untilStable(ports, watched, waiting, { good: ["InService", "Update_Failed"] });
  return { outcome: present === undefined ? "created" : "already-there", space };
}

type Asked = SpaceRequest & Pick<NewSpaceRequest, "type" | "sharing">;

function requireSame(present: Space, newSpace: NewSpace, request: Asked): void {
  const [first, ...others] = unlike(present, newSpace, request);
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new StudioctlError("in-use", `space "${present.SpaceName}" exists already, with another specification`, {
    why: `${first.Setting} is ${text(first.Before)}, not ${text(first.After)}${more}`,
    fix: `give the new one another name, or change this one: studioctl space update ${present.SpaceName}`,
  });
}

/** The differences between an existing space and a request; members that the request omits match any value. */
function unlike(present: Space, newSpace: NewSpace, request: Asked): Difference[] {
  const settings = present.SpaceSettings ?? {};
  const asked = { AppType: request.type, ...requestedSettings(settings, request.type, request) };
  const owner = present.OwnershipSettings?.OwnerUserProfileName;
  return differences(
    { SpaceSettings: settings, SharingType: present.SpaceSharingSettings?.SharingType, Owner: owner?.toLowerCase() },
    {
      SpaceSettings: { ...settings, ...asked },
      SharingType: request.sharing,
      Owner: newSpace.OwnershipSettings.OwnerUserProfileName.toLowerCase(),
    },
  );
}

function text(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
