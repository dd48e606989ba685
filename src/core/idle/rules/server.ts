import { formatDuration, msSince } from "../../time.ts";
import { visibleLine } from "../../visible.ts";
import {
  ageMs,
  type AppView,
  foremost,
  isEmpty,
  isOverdue,
  isStuck,
  kernelName,
  msWithin,
  showsNoKernels,
  stateOf,
  terminalName,
  whose,
} from "../app-view.ts";
import { isKnownQuiet, mayHideRemoteWork, quietMs, showsNoUse, trustedReport } from "../inside-view.ts";
import { hasTime, latestSignal, type Signal } from "../signals.ts";
import { ago, type Judgement, keep, others } from "./judgement.ts";

/** Without an observation of the server only a trusted report decides; not if a call of our own failed, which says nothing about the app. */
export function unobserved(view: AppView): Judgement | undefined {
  const { observation } = view.facts;
  if (observation?.seen === true) return undefined;
  const ours = observation?.ours === true;
  if (trustedReport(view) !== undefined && !ours) return undefined;
  return unknown(view, visibleLine(observation?.why ?? "it was not observed"));
}

/**
 * Keeps an app that cannot be observed, unless the user set a maximum age and the app could not be observed for that long: since the latest
 * of its start, our first sighting and the last observation that showed whether it was in use. If one of our own calls failed, for example
 * because a permission is missing, it is not known whether it can be observed: it is kept, and the time counts from then. An app of a space
 * with remote access is kept under every policy: no age proves that nobody is connected. An app with a kernel that is busy without a
 * message is kept too.
 */
export function unknown(view: AppView, why: string): Judgement {
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

/**
 * The Jupyter server of a space does not show ssh sessions or remote editors (service-facts: Remote access), so its lack of activity proves
 * nothing.
 */
export function remote(view: AppView): Judgement | undefined {
  return mayHideRemoteWork(view) ? keep("unknown", remoteReason(view)) : undefined;
}

function remoteReason({ facts: { remoteAccess } }: AppView): string {
  return remoteAccess === "on" ? "remote access is on; a remote session cannot be seen" : "it is unknown whether remote access is on";
}

/** A busy kernel keeps the app regardless of its last activity, which does not change during silent training (service-facts: Activity). */
export function working(view: AppView): Judgement | undefined {
  const kernels = view.kernels.filter((kernel) => kernel.state !== "idle" && !isStuck(kernel, view));
  const kernel = foremost(kernels);
  return kernel && keep("active", stateOf(kernel, view) + others(kernels.length));
}

export function recentlyActive(view: AppView): Judgement | undefined {
  const signal = latestSignal(view);
  if (signal === undefined) return undefined;
  const idleMs = msWithin(view, signal.at);
  if (idleMs >= view.policy.idleMs) return undefined;
  return { ...keep("active", lastActivity(view, signal)), idleMs };
}

/**
 * The last activity of a terminal, if it has one, does not show a program that runs without output (service-facts: Activity); a look inside
 * and a trusted report do.
 */
export function openTerminal(view: AppView): Judgement | undefined {
  const { terminals, policy, now } = view;
  const terminal = foremost(terminals);
  if (terminal === undefined || !policy.keepTerminals || isKnownQuiet(view)) return undefined;
  const { lastActivity } = terminal;
  const time = lastActivity === undefined ? "is unknown" : `was ${ago(msSince(lastActivity, now))}`;
  const more = terminals.length > 1 ? `; ${terminals.length - 1} more` : "";
  return keep("active", `${whose(terminal, withArticle(terminalName(terminal)))} is open; its last activity ${time}${more}`);
}

function withArticle(name: string): string {
  return name === "image terminal" ? `an ${name}` : name;
}

/** An unreadable item of this app may be in use. An item that names no app is only reported. */
export function unreadable(view: AppView): Judgement | undefined {
  const items = view.unreadable.filter(({ certain }) => certain);
  const [item] = items;
  return item && unknown(view, visibleLine(item.why) + others(items.length));
}

/**
 * Stops on request if every stuck kernel certainly belongs to this app, nothing else may be in use, and no part of the observation is
 * missing. A kernel that is busy without a message stops only if a look inside or a trusted report shows that nothing uses CPU or GPU.
 */
export function stuck(view: AppView): Judgement | undefined {
  const kernels = view.kernels.filter((kernel) => isStuck(kernel, view));
  const overdue = foremost(kernels.filter((kernel) => isOverdue(kernel, view)));
  const kernel = overdue ?? foremost(kernels);
  if (kernel === undefined) return undefined;
  const doubt = overdue === undefined ? "" : showsNoUse(view) ? "; nothing uses CPU or GPU" : "; it may be dead or busy without output";
  const stops =
    view.policy.stopStuck &&
    !mayHideRemoteWork(view) &&
    (overdue === undefined || showsNoUse(view)) &&
    (quietMs(view) ?? Infinity) >= view.policy.idleMs &&
    kernels.every(({ certain }) => certain) &&
    whatIsMissing(view) === undefined;
  return { ...keep("stuck", stateOf(kernel, view) + others(kernels.length) + doubt), stops };
}

export function incomplete(view: AppView): Judgement | undefined {
  const missing = whatIsMissing(view);
  return missing === undefined ? undefined : unknown(view, missing);
}

/** The missing part of the observation that a verdict depends on. */
function whatIsMissing(view: AppView): string | undefined {
  const kernel = view.kernels.find(({ certain, state, lastActivity }) => certain && state === "idle" && lastActivity === undefined);
  if (kernel !== undefined) return `the last activity of ${kernelName(kernel)} is unknown`;
  const silent = showsNoKernels(view) && view.lastActive === undefined && trustedReport(view) === undefined;
  const what = view.facts.app.AppType === "Canvas" ? "Canvas" : "Code Editor";
  return silent ? `the last activity of ${what} is unknown` : undefined;
}

/**
 * If nothing is open, the server gives no time: the app is empty since our first sighting of it so. A trusted report gives the time of the
 * last activity instead.
 */
export function empty(view: AppView): Judgement | undefined {
  if (showsNoKernels(view) || !isEmpty(view) || trustedReport(view) !== undefined) return undefined;
  const since = view.facts.sighting?.EmptySince ?? view.now;
  const idleMs = msWithin(view, since);
  const seen = idleMs < 1_000 ? "no kernels since just now" : `no kernels for ${formatDuration(idleMs)}`;
  if (idleMs >= view.policy.idleMs) return { verdict: "idle", reason: seen, stops: true, idleMs };
  return { ...keep("grace", `${seen}; idle after ${formatDuration(view.policy.idleMs - idleMs)}`), idleMs };
}

/** The verdict if no rule decides. */
export function idle(view: AppView): Judgement {
  const [signal, quiet] = [latestSignal(view), quietMs(view)];
  if (signal === undefined || !hasTime(view)) {
    if (quiet === undefined) return unknown(view, "its last activity is unknown");
    return { verdict: "idle", reason: `nothing at work inside for ${formatDuration(quiet)}`, stops: true, idleMs: quiet };
  }
  return { verdict: "idle", reason: lastActivity(view, signal), stops: true, idleMs: msWithin(view, signal.at) };
}

function lastActivity(view: AppView, { at, what }: Signal): string {
  const [passed, age] = [msSince(at, view.now), ageMs(view)];
  return passed <= age ? `last activity ${ago(passed)}, ${what}` : `no activity since it started ${ago(age)}, ${what}`;
}
