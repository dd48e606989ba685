import { whyFailed } from "../../core/errors.ts";
import type { Observation } from "../../core/activity.ts";
import type { App } from "../../core/app.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import type { PolicyFor } from "../../core/idle/policy.ts";
import { sight } from "../../core/idle/sightings.ts";
import type { Clock } from "../../ports/clock.ts";
import { inspect, observe, throwIfFatal } from "./observe.ts";
import type { SweepRegion, Work } from "./region.ts";

/**
 * The facts of one app read anew, its server last, so that as little as can be happens between that and a
 * stop. Undefined for an app that is gone. Rejects only with what is fatal.
 */
export async function lookAgain(region: SweepRegion, facts: AppFacts, policyFor: PolicyFor, clock: Clock, work: Work): Promise<AppFacts | undefined> {
  const inspection = await inspect(region, facts.app, work);
  if (inspection === undefined) return undefined;
  if (!inspection.seen) return { ...facts, inspection };
  const again: AppFacts = { ...facts, app: inspection.detail, inspection };
  const observation = await observeAgain(region, facts, again.app, work);
  const observed = { ...again, ...(observation && { observation: withEnded(observation, facts) }) };
  return { ...observed, sighting: sight(observed, policyFor(observed), clock.now()) };
}

/**
 * What ran in the apps behind a server ends with them, by this run: it is no sign of somebody who closed it just now, nor does
 * the server become empty only by that. Taken as it was in the plan, it says when it was last active.
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

/** Undefined where no server was asked for the plan either, or where the app's status says enough. */
async function observeAgain(region: SweepRegion, { server, app: planned }: AppFacts, app: App, work: Work): Promise<Observation | undefined> {
  if (server === undefined || app.Status !== "InService") return undefined;
  if (app.CreationTime.getTime() !== planned.CreationTime.getTime()) return { seen: false, why: "it was started anew" };
  if (app.AppType === server.key.AppType) return observe(region, server, work);
  const stopped = await whyNotRunning(region, server.key.DomainId, server.key.AppType, app, work);
  return stopped === undefined ? observe(region, server, work) : { seen: false, why: stopped };
}

/** A Classic user's server may have gone since the plan, and asking it would start it (FACTS 6.2). */
async function whyNotRunning({ studio }: SweepRegion, DomainId: string, AppType: App["AppType"], app: App, work: Work): Promise<string | undefined> {
  const { UserProfileName, SpaceName } = app;
  const owner = { ...(UserProfileName !== undefined && { UserProfileName }), ...(SpaceName !== undefined && { SpaceName }) };
  try {
    const { Status } = await studio.describeApp({ DomainId, ...owner, AppType, AppName: "default" });
    return Status === "InService" ? undefined : `its ${AppType} app is ${Status}`;
  } catch (error) {
    throwIfFatal(error, work);
    return `its ${AppType} app could not be described: ${whyFailed(error)}`;
  }
}
