import { type App, type AppKey, appReference } from "../../core/app/app.ts";
import { whyFailed } from "../../core/errors.ts";
import { type AppFacts, type Inspection, type Observation, unseen, type Unseen } from "../../core/idle/facts.ts";
import { beaconOf } from "../../core/inside/beacon.ts";
import { needsLook } from "../../core/idle/decide.ts";
import type { PolicyFor } from "../../core/idle/policy.ts";
import { sight, sightInside } from "../../core/idle/sightings.ts";
import type { Clock } from "../../ports/clock.ts";
import { silentProgress } from "../../ports/progress.ts";
import type { OwnersApps } from "./owners-apps.ts";
import { inspect, lookInside, observe, readTags, throwIfFatal } from "./observe.ts";
import type { SweepRegion, SweepWork } from "./region.ts";
import { findSources, readSpaces, remoteAccessOf, serverOf } from "./servers.ts";

/**
 * Reads the facts of one app again, its server last, so that the time between that and the stop is short. One list of its owner's apps
 * shows whether it and its server still run. An app that was looked into for the plan is looked into again, before its server is read.
 * Undefined for an app that is gone. Rejects only with what is fatal.
 */
export async function observeAgain(
  region: SweepRegion,
  facts: AppFacts,
  policyFor: PolicyFor,
  { clock, ownersApps }: { readonly clock: Clock; readonly ownersApps: OwnersApps },
  work: SweepWork,
): Promise<AppFacts | undefined> {
  let listed: readonly App[];
  try {
    listed = await ownersApps(facts.app);
  } catch (error) {
    throwIfFatal(error, work);
    const why = `its tags were not read again, because the apps of its owner could not be listed: ${whyFailed(error)}`;
    return { ...facts, inspection: unseen(error, why) };
  }
  const inspection = await inspectAgain(region, facts, listed, work);
  if (inspection === undefined) return undefined;
  if (!inspection.seen) return { ...facts, inspection };
  const { beacon: _planned, inside: lookedBefore, ...rest } = facts;
  const beacon = beaconOf(inspection.tags, clock.now());
  const read: AppFacts = { ...rest, app: inspection.detail, inspection, ...(beacon && { beacon }) };
  const looks = lookedBefore !== undefined && isSameRun(read.app, facts.app) && needsLook(read, policyFor(read), clock.now());
  const again = looks ? await lookInside(region, read, clock, work) : read;
  const reading = await askAgain(region, facts, again.app, listed, work);
  const observed = { ...again, ...reading, ...(reading.observation && { observation: withEnded(reading.observation, facts) }) };
  const [policy, now] = [policyFor(observed), clock.now()];
  return sightInside({ ...observed, sighting: sight(observed, policy, now) }, policy, now);
}

/** The list shows what may have changed of what DescribeApp showed for the plan: the status, and whether it is the same run. */
async function inspectAgain(
  region: SweepRegion,
  { app, inspection }: AppFacts,
  listed: readonly App[],
  work: SweepWork,
): Promise<Inspection | undefined> {
  if (inspection?.seen !== true) return await inspect(region, app, work);
  const now = inList(app, listed);
  if (now === undefined || now.Status === "Deleted" || now.Status === "Deleting") return undefined;
  return await readTags(region, { ...inspection.detail, ...now }, work);
}

function inList(app: AppKey, listed: readonly App[]): App | undefined {
  const reference = appReference(app).toLowerCase();
  return listed.findLast((each) => appReference(each).toLowerCase() === reference);
}

/**
 * Kernels of apps behind a server end with those apps because of this run: this is not an activity of a user, and does not make the server
 * empty only now. They are taken from the plan, with their last activity.
 */
function withEnded(again: Observation, { behind = [], observation: planned }: AppFacts): Observation {
  if (!again.seen || planned?.seen !== true || behind.length === 0) return again;
  const names = new Set(behind.map(({ AppName }) => AppName));
  const ended = <T extends { readonly appName?: string }>(before: readonly T[], now: readonly T[], id: (thing: T) => string): T[] => {
    const present = new Set(now.map(id));
    return before.filter((thing) => thing.appName !== undefined && names.has(thing.appName) && !present.has(id(thing)));
  };
  const { activity } = again;
  return {
    seen: true,
    activity: {
      ...activity,
      kernels: [...activity.kernels, ...ended(planned.activity.kernels, activity.kernels, ({ id }) => id)],
      terminals: [...activity.terminals, ...ended(planned.activity.terminals, activity.terminals, ({ name }) => name)],
    },
  };
}

type Told = Partial<Pick<AppFacts, "server" | "observation" | "remoteAccess" | "unifiedStudio">>;

/**
 * Reads its server, and whether remote access to its space was turned on since the plan. A server that answered for the plan is asked
 * again; other sources are looked up again, because what prevented the observation may be over. Undefined if the app's status is
 * sufficient.
 */
async function askAgain(
  region: SweepRegion,
  { server, observation, app: planned }: AppFacts,
  app: App,
  ownersApps: readonly App[],
  work: SweepWork,
): Promise<Told> {
  if (app.Status !== "InService") return {};
  if (!isSameRun(app, planned)) return { observation: { seen: false, why: "it was restarted" } };
  const other = otherServer(app, ownersApps);
  if (other !== undefined && "why" in other) return { observation: other };
  if (server !== undefined && observation?.seen === true) {
    const spaces = await readSpaces(region, [app], work);
    const remoteAccess = remoteAccessOf(app, spaces(app));
    return { ...(remoteAccess && { remoteAccess }), observation: await observe(region, server, work) };
  }
  const listed = other === undefined ? [app] : [app, other];
  const [source] = await findSources(region, [app], listed, undefined, { ...work, progress: silentProgress });
  if (source === undefined) return {};
  const { reading, ...rest } = source;
  return {
    ...rest,
    ...("why" in reading ? { observation: reading } : { server: reading.server, observation: await observe(region, reading.server, work) }),
  };
}

function isSameRun(a: App, b: App): boolean {
  return a.CreationTime.getTime() === b.CreationTime.getTime();
}

/**
 * The server of an app that is observed through another one, which may have stopped since the plan: asking it would start it
 * (service-facts: The Jupyter server). Undefined for an app that answers for itself.
 */
function otherServer(app: App, ownersApps: readonly App[]): App | Unseen | undefined {
  const server = serverOf(app);
  if (server === undefined || server.AppType === app.AppType) return undefined;
  const { DomainId, AppType, owner } = server;
  const found = inList({ DomainId, ...owner, AppType, AppName: "default" }, ownersApps);
  if (found?.Status === "InService") return found;
  return { seen: false, why: `its ${AppType} app is ${found === undefined ? "gone" : found.Status}` };
}
