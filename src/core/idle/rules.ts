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

/** A verdict, why, and whether the app is to stop. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly stops: boolean;
  readonly idleMs?: number;
  /** What decided, if it was one of the rules below: by it two judgements can be told apart whatever their durations. */
  readonly rule?: Rule;
}

type Rule = (view: AppView) => Judgement | undefined;

const keep = (verdict: Verdict, reason: string): Judgement => ({ verdict, reason, stops: false });

/** Rules that need no observation of the server, in the order of service-facts: Activity. */
const withoutObservation: readonly Rule[] = [ownerless, notRunning, protectedByName, protectedByRule, protectedByTag, young];

/**
 * Rules on what was observed, in the order of service-facts: Activity, except for two that come later where waiting is safer:
 * `stuck` and `incomplete` may stop an app on request, so whatever shows that it is in use goes before them.
 * In quiet hours apps are observed all the same: at their end it is known since when an app has been empty.
 */
const onServer: readonly Rule[] = [unobserved, working, recentlyActive, openTerminal, unreadable, stuck, incomplete];

const onObservation: readonly Rule[] = [ofUnifiedStudio, quiet, ...onServer, remote, empty];

/** Whether an observation shows that the app is at work, or that it is not: one that lacks a part of it may show neither. */
export function isTelling(view: AppView): boolean {
  return (firstOf([...onServer, empty], view) ?? idle(view)).verdict !== "unknown";
}

/** The first rule that speaks decides; an app on which none does is idle. */
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

/** The Jupyter server of a space shows no ssh session and no remote editor (service-facts: Remote access): that it shows no activity proves nothing. */
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
 * Kept, unless the user set a maximum age and the app could not be observed for that long: since its start, our first sighting and the last
 * observation that showed whether it was at work, whichever is the latest. If one of our own calls failed, for example because a permission is
 * missing, it is not known whether it can be observed: it is kept, and the time counts from then. So is an app of a space with remote access,
 * whatever the policy says of such: no age proves that nobody is connected. So is one with a kernel that is busy without a message, which
 * stops nothing.
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

/** A busy kernel vetoes whatever its time: silent training freezes it (service-facts: Activity). */
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

/** Its last activity, if it has one, says nothing of a program that runs in it and prints nothing (service-facts: Activity). */
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

/** What cannot be read of this app may be at work, whatever the rest says. What names no app is only reported. */
function unreadable(view: AppView): Judgement | undefined {
  const items = view.unreadable.filter(({ certain }) => certain);
  const [item] = items;
  return item && unknown(view, visibleLine(item.why) + others(items.length));
}

/** Stops on request where every such kernel is this app's for certain, nothing may be at work, and nothing else is missing. */
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

/** The part of what a verdict depends on that was not reported. */
function whatIsMissing(view: AppView): string | undefined {
  const kernel = view.kernels.find(({ certain, state, lastActivity }) => certain && state === "idle" && lastActivity === undefined);
  if (kernel !== undefined) return `the last activity of ${kernelName(kernel)} is unknown`;
  const silent = showsNoKernels(view) && view.lastActive === undefined;
  const what = view.facts.app.AppType === "Canvas" ? "Canvas" : "Code Editor";
  return silent ? `the last activity of ${what} is unknown` : undefined;
}

/** With nothing open there is no time to go by but our own: the clock runs from our first sighting of that. */
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
