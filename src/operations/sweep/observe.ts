import { type App, type AppDetail, ownerLabel } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { ActivitySource } from "../../core/domain/domain.ts";
import { isError, whyFailed } from "../../core/errors.ts";
import { type AppFacts, type AskedServer, type Inspection, type Observation, unseen, type Unseen } from "../../core/idle/facts.ts";
import { foundInside } from "../../core/inside/found.ts";
import { withLook } from "../../core/inside/own-look.ts";
import { namesText } from "../../core/suggest.ts";
import type { Clock } from "../../ports/clock.ts";
import { longestSessionMs } from "../../core/idle/inside-view.ts";
import { visitsOf } from "../../core/idle/visits.ts";
import { concurrently } from "../concurrently.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

/** Throws errors that every other call would get too: an interruption, and expired credentials. */
export function throwIfFatal(error: unknown, { signal }: Pick<SweepWork, "signal">): void {
  signal?.throwIfAborted();
  if (isError(error, "no-credentials")) throw error;
}

/**
 * Reads a server as the first user profile that may sign in to it. If none may, the result says what would help.
 * Rejects only with what is fatal.
 */
export async function observe(region: SweepRegion, { key, signInAs, orAs }: AskedServer, work: SweepWork): Promise<Observation> {
  const users = [signInAs, ...(orAs ?? [])];
  const refusals: Unseen[] = [];
  for (const user of users) {
    const observed = await observeAs(region, key, user, work);
    if (observed.seen || orAs === undefined || observed.refused !== true) return observed;
    refusals.push(observed);
  }
  const denied = refusals.find((refusal) => refusal.denied !== undefined);
  const why = (denied ?? refusals[0])?.why ?? "no user was signed in";
  const help =
    denied === undefined ? "let one of them open the space in Studio" : "allow sagemaker:CreatePresignedDomainUrl for one of them";
  return {
    ...denied,
    seen: false,
    why: `${ownerLabel(key.owner)} has no owner, and no user profile tried may sign in (${namesText(users)}): ${why}; ${help}`,
  };
}

async function observeAs({ probe, studio }: SweepRegion, key: ActivitySource, signInAs: string, work: SweepWork): Promise<Observation> {
  if (work.limit?.over(studio.region) === true) return { seen: false, why: "its server was not read before the run limit", ours: true };
  try {
    return await probe.observe(key, signInAs, work.signal);
  } catch (error) {
    throwIfFatal(error, work);
    return unseen(error, `its server could not be read: ${whyFailed(error)}`);
  }
}

/**
 * Looks inside the container of an app whose server was asked, and notes the look in its sighting, because it may have moved the time of
 * the activity monitor. `whole` looks show everything. Rejects only with what is fatal.
 */
export async function lookInside(
  { inside, studio }: SweepRegion,
  facts: AppFacts,
  clock: Pick<Clock, "now">,
  work: SweepWork,
  whole = false,
): Promise<AppFacts> {
  const { server, sighting, observation } = facts;
  if (server === undefined) return { ...facts, inside: { seen: false, why: "it could not be looked into: no server to sign in to" } };
  if (work.limit?.over(studio.region) === true) {
    return { ...facts, inside: { seen: false, why: "it was not looked into before the run limit", ours: true } };
  }
  const at = clock.now();
  const looked = await inside.look(server, work.signal, whole);
  const names = observation?.seen === true ? observation.activity.terminals.map(({ name }) => name) : undefined;
  return { ...facts, inside: foundInside(looked, clock.now(), names), ...(sighting && { sighting: withLook(sighting, at) }) };
}

/** Reads an app with DescribeApp and ListTags; undefined for an app that is gone. Rejects only with what is fatal. */
export async function inspect({ studio }: SweepRegion, app: App, work: SweepWork): Promise<Inspection | undefined> {
  if (work.limit?.over(studio.region) === true) return { seen: false, why: "its tags were not read before the run limit", ours: true };
  try {
    const detail = await studio.describeApp(app);
    if (detail.Status === "Deleted" || detail.Status === "Deleting") return undefined;
    return await readTags({ studio }, detail, work);
  } catch (error) {
    return unread(error, work);
  }
}

/** The inspection of an app that has been described; undefined for one that is gone. Rejects only with what is fatal. */
export async function readTags(
  { studio }: Pick<SweepRegion, "studio">,
  detail: AppDetail,
  work: SweepWork,
): Promise<Inspection | undefined> {
  try {
    return { seen: true, detail, tags: await studio.listTags(detail.AppArn) };
  } catch (error) {
    return unread(error, work);
  }
}

function unread(error: unknown, work: SweepWork): Unseen | undefined {
  throwIfFatal(error, work);
  if (isError(error, "not-found")) return undefined;
  return unseen(error, `its tags could not be read: ${whyFailed(error)}`);
}

/** User profiles that are tried one after another if a space has no owner: each costs a sign-in. */
const mostTried = 5;

/**
 * The user profiles to sign in as for a space without an owner, as shared spaces of Classic may be: by domain, profiles that are InService,
 * those with running apps in it first. One call for each domain; rejects only with what is fatal.
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
    // The owner of a running app has an existing profile.
    if (withApps.size > 0) return [...withApps].toSorted().slice(0, mostTried);
    return {
      ...unseen(error, `its space has no owner, and the user profiles to sign in as could not be listed: ${whyFailed(error)}`),
      ours: true,
    };
  }
}

/** Adds the recorded visits to these facts. One read serves all of them. Rejects only with what is fatal. */
export async function withVisits(region: SweepRegion, facts: readonly AppFacts[], now: Date, work: SweepWork): Promise<AppFacts[]> {
  if (work.limit?.over(region.studio.region) === true) return facts.map((each) => ({ ...each, visits: notRead }));
  try {
    const recorded = await region.visits.since(new Date(now.getTime() - longestSessionMs), work.signal);
    return facts.map((each) => ({ ...each, visits: { seen: true, visits: visitsOf(each, recorded) } }));
  } catch (error) {
    throwIfFatal(error, work);
    const visits = unseen(error, `recorded visits could not be read: ${whyFailed(error)}`);
    return facts.map((each) => ({ ...each, visits }));
  }
}

const notRead: Unseen = { seen: false, why: "recorded visits were not read before the run limit", ours: true };
