import { visibleLine } from "../visible.ts";
import { formatDuration, msSince } from "../time.ts";
import { keptByTag } from "./keep.ts";
import {
  ageMs,
  type AppView,
  foremost,
  isEmpty,
  isOverdue,
  isStuck,
  kernelName,
  latestSignal,
  mayHideRemoteWork,
  msWithin,
  showsNoKernels,
  type Signal,
  stateOf,
  terminalName,
  whose,
} from "./app-view.ts";
import type { Verdict } from "./report.ts";

/** A verdict, its reason, and whether the app is to be stopped. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly stops: boolean;
  readonly idleMs?: number;
  /** The rule that decided, if it is one of those below: it distinguishes judgements that differ only in durations. */
  readonly rule?: Rule;
}

type Rule = (view: AppView) => Judgement | undefined;

const keep = (verdict: Verdict, reason: string): Judgement => ({ verdict, reason, stops: false });

/** Rules that need no observation of the server, in the order of service-facts: Activity. */
const withoutObservation: readonly Rule[] = [ownerless, notRunning, protectedByName, protectedByRule, protectedByTag, young];

/**
 * Rules on what was observed, in the order of service-facts: Activity, except for two that come later where waiting is safer: `stuck` and
 * `incomplete` may stop an app on request, so the rules that detect use come before them. In quiet hours apps are observed too, so that at
 * their end it is known how long an app has been empty.
 */
const onServer: readonly Rule[] = [unobserved, working, recentlyActive, openTerminal, unreadable, stuck, incomplete];

const onObservation: readonly Rule[] = [ofUnifiedStudio, quiet, ...onServer, remote, empty];

/** Whether an observation shows if the app is in use: an incomplete one may not show it. */
export function isTelling(view: AppView): boolean {
  return (firstOf([...onServer, empty], view) ?? idle(view)).verdict !== "unknown";
}

/** The first rule that returns a judgement decides; an app without one is idle. */
export function judge(view: AppView): Judgement {
  return firstOf([...withoutObservation, ...onObservation], view) ?? idle(view);
}

/** The verdict on an app whose server need not be asked, or undefined. */
export function judgeUnseen(view: AppView): Judgement | undefined {
  return firstOf(withoutObservation, view);
}

function firstOf(rules: readonly Rule[], view: AppView): Judgement | undefined {
  for (const rule of rules) {
    const judgement = rule(view);
    if (judgement !== undefined) return { ...judgement, rule };
  }
  return undefined;
}

function ownerless({ facts: { app } }: AppView): Judgement | undefined {
  const owners = [app.UserProfileName, app.SpaceName].filter((name) => name !== undefined);
  return owners.length === 1 ? undefined : keep("unknown", "it is listed without a single owner");
}

function notRunning({ facts: { app } }: AppView): Judgement | undefined {
  return app.Status === "InService" ? undefined : keep("skipped", `it is ${app.Status}, not InService`);
}

function protectedByName({ facts }: AppView): Judgement | undefined {
  return facts.excludedBy === undefined ? undefined : keep("protected", `excluded by "${facts.excludedBy}"`);
}

function protectedByRule({ policy: { protectedBy } }: AppView): Judgement | undefined {
  return protectedBy === undefined ? undefined : keep("protected", visibleLine(`protected by ${protectedBy}`));
}

function quiet({ policy: { quietHours = [] }, now }: AppView): Judgement | undefined {
  const hours = quietHours.find((each) => each.covers(now));
  return hours && keep("protected", `quiet hours until ${hours.to} ${hours.zone}`);
}

function protectedByTag({ facts: { inspection }, policy, now }: AppView): Judgement | undefined {
  if (inspection === undefined) return undefined;
  if (!inspection.seen) return keep("unknown", `it may be protected: ${visibleLine(inspection.why)}`);
  const why = keptByTag(inspection.tags, policy.protectTags, now);
  return why === undefined ? undefined : keep("protected", visibleLine(why));
}

function young(view: AppView): Judgement | undefined {
  const [age, { graceMs }] = [ageMs(view), view.policy];
  if (age >= graceMs) return undefined;
  return keep("grace", `started ${ago(age)}, kept for its first ${formatDuration(graceMs)}`);
}

function ofUnifiedStudio({ facts: { app, unifiedStudio }, policy }: AppView): Judgement | undefined {
  if (unifiedStudio !== true || policy.unifiedStudio === true) return undefined;
  return keep("skipped", `domain ${app.DomainId} belongs to SageMaker Unified Studio`);
}

/**
 * The Jupyter server of a space does not show ssh sessions or remote editors (service-facts: Remote access), so its lack of activity proves
 * nothing.
 */
function remote(view: AppView): Judgement | undefined {
  return mayHideRemoteWork(view) ? keep("unknown", remoteReason(view)) : undefined;
}

function remoteReason({ facts: { remoteAccess } }: AppView): string {
  return remoteAccess === "on" ? "remote access is on; a remote session cannot be seen" : "it is unknown whether remote access is on";
}

function unobserved(view: AppView): Judgement | undefined {
  const { observation } = view.facts;
  if (observation?.seen === true) return undefined;
  return unknown(view, visibleLine(observation?.why ?? "it was not observed"));
}

/**
 * Keeps an app that cannot be observed, unless the user set a maximum age and the app could not be observed for that long: since the latest
 * of its start, our first sighting and the last observation that showed whether it was in use. If one of our own calls failed, for example
 * because a permission is missing, it is not known whether it can be observed: it is kept, and the time counts from then. An app of a space
 * with remote access is kept under every policy: no age proves that nobody is connected. An app with a kernel that is busy without a
 * message is kept too.
 */
function unknown(view: AppView, why: string): Judgement {
  const {
    facts: { observation, sighting, remoteAccess },
    policy: { maxAgeMs = Infinity },
    now,
  } = view;
  const known = [sighting?.FirstSeen ?? now, sighting?.ObservedAt, sighting?.LackedAt].filter((moment) => moment !== undefined);
  const unseenMs = Math.min(ageMs(view), ...known.map((moment) => msSince(moment, now)));
  const ours = observation?.seen === false && observation.ours === true;
  const mayBeBusy = view.kernels.some((kernel) => isOverdue(kernel, view));
  if (ours || mayBeBusy || !(unseenMs >= maxAgeMs)) return keep("unknown", why);
  if (remoteAccess !== undefined) return keep("unknown", `${why}; ${remoteReason(view)}`);
  return {
    verdict: "unknown",
    reason: `${why}; not observed for ${formatDuration(unseenMs)}, and the maximum age is ${formatDuration(maxAgeMs)}`,
    stops: true,
  };
}

/** A busy kernel keeps the app regardless of its last activity, which does not change during silent training (service-facts: Activity). */
function working(view: AppView): Judgement | undefined {
  const kernels = view.kernels.filter((kernel) => kernel.state !== "idle" && !isStuck(kernel, view));
  const kernel = foremost(kernels);
  return kernel && keep("active", stateOf(kernel, view) + others(kernels.length));
}

function recentlyActive(view: AppView): Judgement | undefined {
  const signal = latestSignal(view);
  if (signal === undefined) return undefined;
  const idleMs = msWithin(view, signal.at);
  if (idleMs >= view.policy.idleMs) return undefined;
  return { ...keep("active", lastActivity(view, signal)), idleMs };
}

/** The last activity of a terminal, if it has one, does not show a program that runs without output (service-facts: Activity). */
function openTerminal({ terminals, policy, now }: AppView): Judgement | undefined {
  const terminal = foremost(terminals);
  if (terminal === undefined || !policy.keepTerminals) return undefined;
  const { lastActivity } = terminal;
  const time = lastActivity === undefined ? "is unknown" : `was ${ago(msSince(lastActivity, now))}`;
  const more = terminals.length > 1 ? `; ${terminals.length - 1} more` : "";
  return keep("active", `${whose(terminal, withArticle(terminalName(terminal)))} is open; its last activity ${time}${more}`);
}

function withArticle(name: string): string {
  return name === "image terminal" ? `an ${name}` : name;
}

/** An unreadable item of this app may be in use. An item that names no app is only reported. */
function unreadable(view: AppView): Judgement | undefined {
  const items = view.unreadable.filter(({ certain }) => certain);
  const [item] = items;
  return item && unknown(view, visibleLine(item.why) + others(items.length));
}

/**
 * Stops on request if every stuck kernel certainly belongs to this app, nothing else may be in use, and no part of the observation is
 * missing.
 */
function stuck(view: AppView): Judgement | undefined {
  const kernels = view.kernels.filter((kernel) => isStuck(kernel, view));
  const overdue = foremost(kernels.filter((kernel) => isOverdue(kernel, view)));
  const kernel = overdue ?? foremost(kernels);
  if (kernel === undefined) return undefined;
  const doubt = overdue === undefined ? "" : "; it may be dead or busy without output";
  const stops =
    view.policy.stopStuck &&
    !mayHideRemoteWork(view) &&
    overdue === undefined &&
    kernels.every(({ certain }) => certain) &&
    whatIsMissing(view) === undefined;
  return { ...keep("stuck", stateOf(kernel, view) + others(kernels.length) + doubt), stops };
}

function incomplete(view: AppView): Judgement | undefined {
  const missing = whatIsMissing(view);
  return missing === undefined ? undefined : unknown(view, missing);
}

/** The missing part of the observation that a verdict depends on. */
function whatIsMissing(view: AppView): string | undefined {
  const kernel = view.kernels.find(({ certain, state, lastActivity }) => certain && state === "idle" && lastActivity === undefined);
  if (kernel !== undefined) return `the last activity of ${kernelName(kernel)} is unknown`;
  const silent = showsNoKernels(view) && view.lastActive === undefined;
  const what = view.facts.app.AppType === "Canvas" ? "Canvas" : "Code Editor";
  return silent ? `the last activity of ${what} is unknown` : undefined;
}

/** If nothing is open, the server gives no time: the app is empty since our first sighting of it so. */
function empty(view: AppView): Judgement | undefined {
  if (showsNoKernels(view) || !isEmpty(view)) return undefined;
  const since = view.facts.sighting?.EmptySince ?? view.now;
  const idleMs = msWithin(view, since);
  const seen = idleMs < 1_000 ? "no kernels since just now" : `no kernels for ${formatDuration(idleMs)}`;
  if (idleMs >= view.policy.idleMs) return { verdict: "idle", reason: seen, stops: true, idleMs };
  return { ...keep("grace", `${seen}; idle after ${formatDuration(view.policy.idleMs - idleMs)}`), idleMs };
}

function idle(view: AppView): Judgement {
  const signal = latestSignal(view);
  if (signal === undefined) return unknown(view, "its last activity is unknown");
  return { verdict: "idle", reason: lastActivity(view, signal), stops: true, idleMs: msWithin(view, signal.at) };
}

function lastActivity(view: AppView, { at, what }: Signal): string {
  const [passed, age] = [msSince(at, view.now), ageMs(view)];
  return passed <= age ? `last activity ${ago(passed)}, ${what}` : `no activity since it started ${ago(age)}, ${what}`;
}

function others(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : "";
}

function ago(milliseconds: number): string {
  return milliseconds < 1_000 ? "just now" : `${formatDuration(milliseconds)} ago`;
}
