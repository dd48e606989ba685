import type { AppView } from "./app-view.ts";
import { beaconNote, failedLook, maybeConnected, quietForTooShort, reportedWork, workInside } from "./rules/inside.ts";
import type { Judgement, Rule } from "./rules/judgement.ts";
import {
  notRunning,
  ofUnifiedStudio,
  ownerless,
  protectedByName,
  protectedByRule,
  protectedByTag,
  quiet,
  young,
} from "./rules/protection.ts";
import { empty, idle, incomplete, openTerminal, recentlyActive, remote, stuck, unobserved, unreadable, working } from "./rules/server.ts";

export type { Judgement } from "./rules/judgement.ts";

/** Rules that need no observation of the server, in the order of service-facts: Activity. */
const withoutObservation: readonly Rule[] = [ownerless, notRunning, protectedByName, protectedByRule, protectedByTag, young];

/**
 * Rules that show an app in use. They come before all that may find it idle or unknown: anything active wins, whichever source shows it.
 */
const inUse: readonly Rule[] = [working, workInside, reportedWork, recentlyActive];

/**
 * Rules on what was observed, in the order of service-facts: Activity, except for two that come later where waiting is safer: `stuck` and
 * `incomplete` may stop an app on request, so the rules that detect use come before them. In quiet hours apps are observed too, so that at
 * their end it is known how long an app has been empty.
 */
const onObservation: readonly Rule[] = [
  ofUnifiedStudio,
  quiet,
  ...inUse,
  failedLook,
  maybeConnected,
  unobserved,
  openTerminal,
  unreadable,
  stuck,
  incomplete,
  remote,
  quietForTooShort,
  empty,
];

/** Rules on what the server itself shows. */
const onServer: readonly Rule[] = [unobserved, working, recentlyActive, openTerminal, unreadable, stuck, incomplete, empty];

/** Rules that decide whatever a beacon reports. */
const certain: ReadonlySet<Rule> = new Set([...withoutObservation, ofUnifiedStudio, quiet, ...inUse]);

/** Whether an observation of the server shows if the app is in use: an incomplete one may not show it. */
export function isTelling(view: AppView): boolean {
  const { inside: _inside, beacon: _beacon, visits: _visits, ...facts } = view.facts;
  const onlyServer = { ...view, facts };
  return (firstOf(onServer, onlyServer) ?? idle(onlyServer)).verdict !== "unknown";
}

/** The first rule that returns a judgement decides; an app without one is idle. */
export function judge(view: AppView): Judgement {
  const judgement = firstOf([...withoutObservation, ...onObservation], view) ?? idle(view);
  if (judgement.rule !== undefined && certain.has(judgement.rule)) return judgement;
  return { ...judgement, reason: judgement.reason + beaconNote(view) };
}

/** The verdict on an app whose server need not be asked, or undefined. */
export function judgeUnseen(view: AppView): Judgement | undefined {
  return firstOf(withoutObservation, view);
}

/** Whether nothing protects a running app: no name, rule, tag, grace period or quiet hours, and no foreign domain. */
export function isOpenToChanges(view: AppView): boolean {
  return firstOf([...withoutObservation, ofUnifiedStudio, quiet], view) === undefined;
}

function firstOf(rules: readonly Rule[], view: AppView): Judgement | undefined {
  for (const rule of rules) {
    const judgement = rule(view);
    if (judgement !== undefined) return { ...judgement, rule };
  }
  return undefined;
}
