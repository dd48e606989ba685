import { collect } from "../../core/collections.ts";
import { type Domain, settingsMember, type Space, type UserProfile } from "../../core/domain/domain.ts";
import { idleShutdownTypeOf, isShared } from "../../core/idle-shutdown/idle-shutdown.ts";
import type { RemoteFacts } from "../../core/remote/ways.ts";
import { defaultSpaceInstance, remoteAccessOf } from "../../core/space/settings.ts";
import type { Domains, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import type { Target } from "./find-target.ts";
import { orMissing, unlessDenied } from "../errors.ts";

interface Ports {
  readonly studio: Domains & UserProfiles;
}

/** User profiles that are tried one after another for a space without an owner: each costs a sign-in. */
const mostTried = 5;

/** Reads the facts that the ways into an app depend on. What the credentials may not read is left to the service. */
export async function gatherFacts({ studio }: Ports, { app, listed, space }: Target): Promise<RemoteFacts> {
  const domain = await unlessDenied<Domain | undefined>(undefined, () => describeDomain({ studio }, app.DomainId));
  const spec = listed?.ResourceSpec ?? ownSpec(space) ?? {};
  const [signInAs, instanceType] = await Promise.all([
    signIns({ studio }, app.DomainId, app.UserProfileName ?? space?.OwnershipSettings?.OwnerUserProfileName),
    spec.InstanceType ?? instanceOf({ studio }, space, domain),
  ]);
  return {
    app,
    status: listed?.Status,
    authMode: domain?.AuthMode,
    signInAs,
    ...(space !== undefined && {
      space: {
        SpaceName: space.SpaceName,
        SpaceArn: space.SpaceArn,
        remoteAccess: remoteAccessOf(space.SpaceSettings) === "on",
      },
    }),
    instanceType,
    spec,
  };
}

/** The owner; of a space without one, some user profiles of the domain. */
async function signIns({ studio }: Ports, DomainId: string, owner: string | undefined): Promise<readonly string[]> {
  if (owner !== undefined) return [owner];
  const profiles = await unlessDenied([], () => collect(studio.listUserProfiles({ DomainId })));
  return profiles.flatMap(({ Status, UserProfileName }) => (Status === "InService" ? [UserProfileName] : [])).slice(0, mostTried);
}

function ownSpec(space: Space | undefined) {
  const type = space === undefined ? undefined : idleShutdownTypeOf(space);
  return type === undefined ? undefined : space?.SpaceSettings?.[settingsMember(type)]?.DefaultResourceSpec;
}

/** The instance type of a space's app if neither its last run nor its settings set one. */
async function instanceOf({ studio }: Ports, space: Space | undefined, domain: Domain | undefined): Promise<string | undefined> {
  const type = space === undefined ? undefined : idleShutdownTypeOf(space);
  if (space === undefined || type === undefined || domain === undefined) return undefined;
  const { DomainId, OwnershipSettings } = space;
  const UserProfileName = isShared(space) ? undefined : OwnershipSettings?.OwnerUserProfileName;
  const owner =
    UserProfileName === undefined
      ? undefined
      : await unlessDenied<UserProfile | undefined>(undefined, () =>
          orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName })),
        );
  return defaultSpaceInstance(type, isShared(space), owner, domain);
}
