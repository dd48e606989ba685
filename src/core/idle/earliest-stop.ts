import type { AppFacts } from "./facts.ts";
import { keepEnd } from "./keep.ts";
import { type AppView, beginnings, viewOf } from "./app-view.ts";
import { currentLook, freshBeacon, longestSessionMs, quietSince, visitsTo } from "./inside-view.ts";
import type { Policy } from "./policy.ts";
import { quietEnd } from "./quiet-hours.ts";
import { judge } from "./rules.ts";

/** When a run would first stop an app if nothing changes, or the condition that keeps it. */
export type EarliestStop = { readonly at: Date } | { readonly keptBecause: string };

/**
 * Applies the rules at every moment at which their result may change. Facts are taken as they are: clocks that start at the first sighting
 * have started.
 */
export function earliestStop(facts: AppFacts, policy: Policy, now: Date): EarliestStop {
  const moments = [now, ...turningPoints(viewOf(facts, policy, now)).filter((moment) => moment > now)].toSorted(
    (a, b) => a.getTime() - b.getTime(),
  );
  for (const moment of moments) {
    const at = quietEnd(policy.quietHours ?? [], moment);
    if (at !== undefined && judge(viewOf(facts, policy, at)).stops) return { at };
  }
  return { keptBecause: whatLasts(facts, policy, now, moments.at(-1) ?? now) };
}

/** The reason that remains when everything temporary has passed; with the durations of now if the same rule decides now. */
function whatLasts({ inspection, ...untagged }: AppFacts, policy: Policy, now: Date, last: Date): string {
  const facts = { ...untagged, ...(inspection && { inspection }) };
  const atLast = judge(viewOf(facts, policy, quietEnd(policy.quietHours ?? [], last) ?? last));
  const already = judge(viewOf(untagged, { ...policy, graceMs: 0, quietHours: [] }, now));
  return (already.rule === atLast.rule ? already : atLast).reason;
}

function turningPoints(view: AppView): Date[] {
  const { facts, policy, kernels, terminals, unreadable, lastActive } = view;
  const { sighting, inspection } = facts;
  const look = currentLook(view);
  const sessions = visitsTo(view).slice(0, 1);
  const activities = latest([...kernels, ...terminals, ...unreadable].flatMap(({ lastActivity }) => lastActivity ?? []));
  return [
    ...later(
      [
        ...activities,
        lastActive,
        sighting?.EmptySince,
        sighting?.StartingSince,
        sighting?.ClosedBy,
        sighting?.WorkedBy,
        quietSince(view),
        look?.seen === true ? look.lastActive : undefined,
        freshBeacon(view)?.lastActivity,
        ...sessions.map(({ at }) => at),
        ...beginnings(view),
      ],
      policy.idleMs,
    ),
    ...later(
      sessions.map(({ at }) => at),
      longestSessionMs,
    ),
    ...later(beginnings(view), policy.graceMs),
    ...later([...beginnings(view), sighting?.FirstSeen, sighting?.ObservedAt, sighting?.LackedAt], policy.maxAgeMs ?? 0),
    ...later([inspection?.seen === true ? keepEnd(inspection.tags) : undefined], 0),
  ];
}

/**
 * Only the last moments are tried: they decide when nothing is recent any more, a server can list thousands, and each moment costs a
 * judgement.
 */
function latest(moments: readonly Date[]): Date[] {
  return moments
    .filter((moment) => !Number.isNaN(moment.getTime()))
    .toSorted((a, b) => b.getTime() - a.getTime())
    .slice(0, 50);
}

function later(moments: readonly (Date | undefined)[], milliseconds: number): Date[] {
  return moments.flatMap((moment) => (moment === undefined ? [] : [new Date(moment.getTime() + milliseconds)]));
}
