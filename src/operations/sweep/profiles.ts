import { type Unseen, unseen } from "../../core/idle/facts.ts";
import type { App } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { whyFailed } from "../../core/errors.ts";
import { concurrently } from "../concurrently.ts";
import { throwIfFatal } from "./observe.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

/** User profiles that are tried one after another where a space has no owner: each costs a sign-in. */
const mostTried = 5;

/**
 * Whom to sign in as to ask a space without an owner, as a shared space of Classic may be: by domain, user profiles that are
 * InService, those with running apps in it first. A call for each domain; rejects only with what is fatal.
 */
export async function readProfiles(
  region: SweepRegion,
  domains: readonly string[],
  listed: readonly App[],
  work: SweepWork,
): Promise<ReadonlyMap<string, readonly string[] | Unseen>> {
  if (domains.length === 0) return new Map();
  return new Map(
    await concurrently(
      new Set(domains),
      "lists of user profiles read",
      work,
      async (id) => [id, await readDomain(region, id, listed, work)] as const,
    ),
  );
}

async function readDomain(
  { studio }: SweepRegion,
  DomainId: string,
  listed: readonly App[],
  work: SweepWork,
): Promise<readonly string[] | Unseen> {
  const running = listed.filter((app) => app.DomainId === DomainId && app.Status === "InService");
  const withApps = new Set(
    running.flatMap(({ UserProfileName }) => (UserProfileName === undefined ? [] : [UserProfileName.toLowerCase()])),
  );
  try {
    const profiles = (await collect(studio.listUserProfiles({ DomainId }))).filter(({ Status }) => Status === "InService");
    const names = profiles.map(({ UserProfileName }) => UserProfileName).toSorted();
    const hasApps = (name: string): boolean => withApps.has(name.toLowerCase());
    return [...names.filter(hasApps), ...names.filter((name) => !hasApps(name))].slice(0, mostTried);
  } catch (error) {
    throwIfFatal(error, work);
    // Who has an app that runs has a profile that is there.
    if (withApps.size > 0) return [...withApps].toSorted().slice(0, mostTried);
    return {
      ...unseen(error, `its space has no owner, and the user profiles to sign in as could not be listed: ${whyFailed(error)}`),
      ours: true,
    };
  }
}
