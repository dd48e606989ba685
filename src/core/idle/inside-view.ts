import { msSince } from "../time.ts";
import { type InsideWork, kernelAtWork } from "../inside/work.ts";
import { type AppView, beginnings, compare, isOverdue, msWithin } from "./app-view.ts";
import type { Beacon, Inside, Visit } from "./facts.ts";

/** A session over Session Manager can outlive the sign-in of its user by this much (service-facts: Remote access). */
export const longestSessionMs = 12 * 3_600_000;

/** The clock of a look is our own, that of the observation too: only a look from before the observation is older by more than this. */
const sameMomentMs = 60_000;

/** A look inside that belongs to the present observation: one from before it may have been overtaken. */
export function currentLook({ facts: { inside, observation } }: AppView): Inside | undefined {
  if (inside?.seen !== true) return inside;
  const since = observation?.seen === true ? observation.activity.observedAt.getTime() - sameMomentMs : -Infinity;
  if (inside.at.getTime() >= since) return inside;
  return { seen: false, why: "the look inside its container is older than the observation of its server" };
}

/**
 * What a look found at work. An overdue kernel reports itself busy inside too: it is work only if it uses the processor, which is listed
 * separately.
 */
export function workSeen(view: AppView): readonly InsideWork[] {
  const look = currentLook(view);
  const overdue = overdueNames(view);
  return look?.seen === true ? look.work.filter(({ what }) => !overdue.has(what)) : [];
}

function overdueNames(view: AppView): ReadonlySet<string> {
  return new Set(view.kernels.filter((kernel) => isOverdue(kernel, view)).map(({ id, state }) => kernelAtWork(id, state)));
}

/** Beacons run in JupyterLab and Code Editor; the tag of another app is not one of theirs. */
const withBeacons: ReadonlySet<string> = new Set(["JupyterLab", "CodeEditor"]);

/** The last report about this run of the app. One from before it started is stale: a tag can outlive the app that it was written for. */
export function beaconOf(view: AppView): Beacon | undefined {
  const { app, beacon } = view.facts;
  if (beacon === undefined || !withBeacons.has(app.AppType)) return undefined;
  if (beacon.state !== "fresh") return beacon;
  const { at } = beacon;
  if (at === undefined || Number.isNaN(at.getTime())) return { ...beacon, state: "malformed" };
  return beginnings(view).some((start) => start > at) ? { ...beacon, state: "stale" } : beacon;
}

/** A fresh report, whatever it says. */
export function freshBeacon(view: AppView): Beacon | undefined {
  const beacon = beaconOf(view);
  return beacon?.state === "fresh" ? beacon : undefined;
}

/** What a fresh report says is active; of overdue kernels, only what uses the processor. */
export function workReported(view: AppView): readonly string[] {
  const overdue = overdueNames(view);
  return (freshBeacon(view)?.active ?? []).filter((what) => !overdue.has(what));
}

/** A report that nothing is active and since when, made by a beacon that could see everything: the only kind that can let an app stop. */
export interface IdleReport extends Beacon {
  readonly at: Date;
  readonly lastActivity: Date;
}

export function idleReport(view: AppView): IdleReport | undefined {
  const beacon = freshBeacon(view);
  if (beacon === undefined || beacon.active.length > 0 || beacon.complete !== true) return undefined;
  const { at, lastActivity } = beacon;
  return at === undefined || lastActivity === undefined || Number.isNaN(lastActivity.getTime())
    ? undefined
    : { ...beacon, at, lastActivity };
}

/** The report that nothing is active, if the policy lets reports stop apps. */
export function trustedReport(view: AppView): IdleReport | undefined {
  return view.policy.trustBeacons ? idleReport(view) : undefined;
}

/** Whether a look that could see everything found nothing at work. */
export function foundNothing(view: AppView): boolean {
  const look = currentLook(view);
  return look?.seen === true && look.complete && workSeen(view).length === 0;
}

/**
 * Whether a complete look, or a trusted report that saw everything, shows that nothing uses CPU or GPU. A report of an overdue kernel does
 * not say since when nothing else was active, so it clears nothing else.
 */
export function showsNoUse(view: AppView): boolean {
  if (isKnownQuiet(view)) return true;
  const trusted = view.policy.trustBeacons && freshBeacon(view)?.complete === true;
  return trusted && workReported(view).length === 0;
}

/** Whether it is known that nothing runs inside and nobody is connected, whatever the server does not show. */
export function isKnownQuiet(view: AppView): boolean {
  return foundNothing(view) || trustedReport(view) !== undefined;
}

/** Whether an invisible remote session may use the app; false if the policy ignores remote access, or the inside shows none. */
export function mayHideRemoteWork(view: AppView): boolean {
  const {
    facts: { remoteAccess },
    policy: { stopRemote },
  } = view;
  return remoteAccess !== undefined && !stopRemote && !isKnownQuiet(view);
}

/** The recorded visits to this run of the app, the latest first. */
export function visitsTo(view: AppView): readonly Visit[] {
  const { visits } = view.facts;
  if (visits?.seen !== true) return [];
  const starts = beginnings(view);
  return visits.visits
    .filter(({ at }) => starts.every((start) => !(at < start)))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || compare(a.by ?? "", b.by ?? ""));
}

/** The latest session that may last: recorded, not too long ago, and not known to have ended. */
export function lastingSession(view: AppView): Visit | undefined {
  const session = visitsTo(view).find(({ kind }) => kind === "session");
  if (session === undefined || msSince(session.at, view.now) >= longestSessionMs) return undefined;
  if (foundNothing(view)) return undefined;
  const report = trustedReport(view);
  return report !== undefined && report.at > session.at ? undefined : session;
}

/**
 * Since when looks have found nothing, if only looks say that open terminals and remote sessions do not use the app: what ended before the
 * first of them left no time behind. Undefined if nothing depends on it, or if a trusted report knows the time before.
 */
export function quietSince(view: AppView): Date | undefined {
  const { facts, policy, terminals, now } = view;
  if (!foundNothing(view) || trustedReport(view) !== undefined) return undefined;
  const kept = (policy.keepTerminals && terminals.length > 0) || (facts.remoteAccess !== undefined && !policy.stopRemote);
  const visited = visitsTo(view).some(({ kind }) => kind === "session");
  return kept || visited ? (facts.sighting?.QuietSince ?? now) : undefined;
}

/** For how long looks have found nothing, at most since the start of this run. */
export function quietMs(view: AppView): number | undefined {
  const since = quietSince(view);
  return since && msWithin(view, since);
}
