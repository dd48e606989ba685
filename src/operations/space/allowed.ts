import type { ResourceSpec } from "../../core/app/app.ts";
import type { Domain, Space, UserProfile } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import {
  contradiction,
  type IdleShutdown,
  type IdleShutdownType,
  isShared,
  spaceIdleShutdown,
} from "../../core/idle-shutdown/idle-shutdown.ts";
import { shortfalls } from "../../core/remote/requirements.ts";
import { type SpaceRequest, largestVolume } from "../../core/space/settings.ts";
import type { Domains, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { orMissing } from "../errors.ts";

/** The levels above a space: its owner, and the domain. */
export interface Above {
  readonly owner: UserProfile | undefined;
  readonly domain: Domain;
}

/** Reads the levels above a space. A shared space does not inherit from its owner. */
export async function aboveOf(studio: Domains & UserProfiles, space: Space): Promise<Above> {
  const { DomainId } = space;
  const UserProfileName = isShared(space) ? undefined : space.OwnershipSettings?.OwnerUserProfileName;
  const owner =
    UserProfileName === undefined ? undefined : await orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName }));
  return { owner, domain: await describeDomain({ studio }, DomainId) };
}

/**
 * Throws `invalid` for settings that the owner's profile or the domain does not allow: an idle time out of range, a volume over the
 * maximum. Returns the idle shutdown that applies.
 */
export function requireAllowed(space: Space, type: IdleShutdownType, request: SpaceRequest, { owner, domain }: Above): IdleShutdown {
  const largest = largestVolume(isShared(space), owner, domain);
  if (largest !== undefined && request.volumeGb !== undefined && request.volumeGb > largest.gb) {
    throw new StudioctlError("invalid", `space "${space.SpaceName}" cannot have a volume of ${request.volumeGb} GB`, {
      why: `the ${largest.from} allows ${largest.gb} GB at most`,
      fix: `--volume-gb ${largest.gb}`,
    });
  }
  const idle = spaceIdleShutdown(space, owner, domain, type);
  const why = request.idleMinutes === undefined ? undefined : contradiction({ ...idle, IdleTimeoutInMinutes: request.idleMinutes });
  if (why === undefined) return idle;
  throw new StudioctlError("invalid", `space "${space.SpaceName}": ${why}`, {
    fix: "a time in the range that its owner's profile or the domain allows",
  });
}

/** Throws `invalid` if an app is too small or too old for remote access (service-facts: Remote access). */
export function requireRemoteFit(SpaceName: string, instanceType: string | undefined, spec: ResourceSpec): void {
  const [first, ...others] = shortfalls(instanceType, spec);
  if (first === undefined) return;
  throw new StudioctlError("invalid", `remote access of space "${SpaceName}" cannot be turned on`, {
    why: [first, ...others].map(({ why }) => why).join("; "),
    fix: `change that too: ${[first, ...others].flatMap(({ flag }) => flag).join(" ")}`,
  });
}
