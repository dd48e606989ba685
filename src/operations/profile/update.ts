import { appReference } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { UserProfile } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { type ProfileUpdate, type ProfileRequest, profileUpdate } from "../../core/profile/change.ts";
import { mostTags } from "../../core/tags.ts";
import { namesText } from "../../core/suggest.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Network } from "../../ports/network.ts";
import type { Roles } from "../../ports/roles.ts";
import type { Apps, Domains, Tags, UserProfiles } from "../../ports/studio.ts";
import { isStoppable } from "../app/stop.ts";
import { type Unknown, checkRole, checkUserGroups } from "../domain/checks.ts";
import { describeDomain } from "../domain/describe.ts";
import { type Waiting, changeWhenStable, remedy, untilStable } from "../waiters.ts";
import { writeTagsLast } from "../tags-last.ts";
import { describeUserProfile } from "./describe.ts";

type Studio = UserProfiles & Pick<Apps, "listApps"> & Pick<Tags, "listTags" | "addTags">;

export interface ProfileUpdatePlan extends ProfileUpdate {
  readonly profile: UserProfile;
  readonly request: ProfileRequest;
  readonly unknown: Unknown;
}

/**
 * Reads a user profile and decides what a request changes in it; writes nothing. Rejects with `not-found` or `invalid` (the
 * role, security groups), `limit-exceeded` (tags), or `in-use`, naming the apps that have to stop first.
 */
export async function planProfileUpdate(
  ports: { readonly studio: Studio & Domains; readonly roles: () => Promise<Roles>; readonly network: () => Promise<Network> },
  key: { readonly DomainId: string; readonly UserProfileName: string },
  request: ProfileRequest,
): Promise<ProfileUpdatePlan> {
  const profile = await describeUserProfile(ports, key);
  const update = await decide(ports.studio, profile, request);
  const role = update.settings.ExecutionRole;
  const groups =
    update.settings["SecurityGroups"] === undefined
      ? []
      : await checkUserGroups(ports, await describeDomain(ports, key.DomainId), request.securityGroups ?? []);
  const trusted = role === undefined ? [] : await checkRole({ roles: await ports.roles() }, role);
  return { ...update, profile, request, unknown: [...groups, ...trusted] };
}

async function decide(studio: Studio, profile: UserProfile, request: ProfileRequest): Promise<ProfileUpdate> {
  const tags = request.tags.length === 0 ? [] : await studio.listTags(profile.UserProfileArn);
  const update = profileUpdate(profile, tags, request);
  const count = new Set([...tags, ...update.tags].map(({ Key }) => Key)).size;
  if (count > mostTags) {
    throw new StudioctlError("limit-exceeded", `user profile "${profile.UserProfileName}" cannot have ${count} tags`, {
      why: `it has ${tags.length}, and a resource has at most ${mostTags}`,
    });
  }
  if (update.needsStop) await refuseWhileAppsRun(studio, profile);
  return update;
}

async function refuseWhileAppsRun(studio: Studio, { DomainId, UserProfileName }: UserProfile): Promise<void> {
  const running = (await collect(studio.listApps({ DomainId, UserProfileName }))).filter(isStoppable);
  if (running.length === 0) return;
  throw new StudioctlError("in-use", `user profile "${UserProfileName}" cannot change its execution role while its apps run`, {
    why: namesText(running.map(appReference)),
    fix: `stop them first: studioctl app stop --user ${UserProfileName} --domain ${DomainId}`,
  });
}

/**
 * Writes a plan: waits until no other change is under way, reads and decides again, writes, and waits until the change is complete.
 * Resolves to what was changed. Rejects with `failed` and the service's reason, `in-use`, `timeout`.
 */
export async function applyProfileUpdate(
  ports: { readonly studio: Studio; readonly clock: Clock; readonly progress: Progress },
  { profile: { DomainId, UserProfileName, UserProfileArn: arn }, request }: ProfileUpdatePlan,
  waiting: Waiting | undefined,
): Promise<ProfileUpdate & { readonly profile: UserProfile }> {
  const { studio } = ports;
  const key = { DomainId, UserProfileName };
  const watched = {
    what: `user profile ${DomainId}/${UserProfileName}`,
    read: () => studio.describeUserProfile(key),
    fix: remedy({
      describe: `studioctl profile describe ${UserProfileName} --domain ${DomainId}`,
      remove: `studioctl profile delete ${UserProfileName} --domain ${DomainId}`,
    }),
  };
  const update = await changeWhenStable(ports, watched, waiting, async (present) => {
    const decided = await decide(studio, present, request);
    if (Object.keys(decided.settings).length > 0) await studio.updateUserProfile(key, { UserSettings: decided.settings });
    return decided;
  });
  const after = waiting === undefined ? await watched.read() : await untilStable(ports, watched, waiting);
  await writeTagsLast(studio, { arn, what: watched.what, ...update });
  return { ...update, profile: after };
}
