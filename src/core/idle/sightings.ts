import type { AppFacts, Sighting } from "./facts.ts";
import { isEmpty, isPassing, viewOf, openThings } from "./app-view.ts";
import type { Policy } from "./policy.ts";
import { isTelling } from "./rules.ts";

/** What is remembered from run to run, by app reference. */
export type Sightings = Readonly<Record<string, Sighting>>;

/** What is remembered of one scope. */
export interface Memory {
  readonly apps: Sightings;
  /** When runs looked at it, oldest first, as far as they are kept. */
  readonly runs: readonly Date[];
}

export const nothingRemembered: Memory = { apps: {}, runs: [] };

/** Runs that are remembered: enough for a median, few enough to be no burden. */
const keptRuns = 20;

/** Runs closer to each other are one: a plan, and the run after it. */
const oneRunMs = 5 * 60_000;

/** The runs with one of now. One still to come was made by a clock since set back. */
export function withRun(runs: readonly Date[], now: Date): Date[] {
  const before = runs.filter((run) => run <= now);
  const last = before.at(-1);
  const isSame = last !== undefined && now.getTime() - last.getTime() < oneRunMs;
  return [...before, ...(isSame ? [] : [now])].slice(-keptRuns);
}

/** The median of the times between runs in milliseconds; 0 where there are not two. */
export function usualIntervalMs(runs: readonly Date[]): number {
  const times = runs.map((run) => run.getTime()).toSorted((a, b) => a - b);
  const intervals = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .toSorted((a, b) => a - b);
  const middle = (intervals.length - 1) / 2;
  const [lower, upper] = [intervals[Math.floor(middle)] ?? 0, intervals[Math.ceil(middle)] ?? 0];
  return (lower + upper) / 2;
}

/** An app not seen for this long is forgotten. */
const forgottenAfterMs = 30 * 86_400_000;

/**
 * What there is to remember of an app after this observation. A new CreationTime or a status other than
 * InService ends a life, and with it what its clocks ran from. An observation that failed changes no clock,
 * but where looks saw nothing for as long as the threshold, nobody knows that the app has stayed empty; and one that failed on
 * our side ends the time for which the app is known to be unobservable.
 * Nor does anybody if no observation saw the app for longer than twice the threshold, or than twice the usual time between runs
 * where that is more: what was empty before and after such a gap is seen empty from now on.
 * What has been closed tells no time any more: it counts as used until this observation, whatever older is open still.
 */
export function sight(facts: AppFacts, policy: Policy, now: Date): Sighting {
  const { app, sighting: before, observation } = facts;
  const { CreationTime } = app;
  if (app.Status !== "InService") return { CreationTime, Running: false, FirstSeen: now, LastSeen: now };
  const sameLife = before?.Running === true && before.CreationTime.getTime() === CreationTime.getTime();
  const life = sameLife ? before : newLife(before, CreationTime, now);
  if (observation?.seen !== true) return { ...life, LastSeen: now, ...(observation?.ours === true && { LackedAt: now }) };
  const { EmptySince, StartingSince, ObservedAt, Open: openBefore = [], ClosedBy, ...rest } = life;
  const { observedAt } = observation.activity;
  const view = viewOf({ ...facts, sighting: life }, policy, now);
  const Open = openThings(view);
  const openNow = new Set(Open);
  const closed = !openBefore.every((thing) => openNow.has(thing));
  const closedBy = closed ? observedAt : ClosedBy;
  const gapMs = observedAt.getTime() - (ObservedAt ?? life.LastSeen).getTime();
  const isGap = gapMs > 2 * Math.max(policy.idleMs, facts.usualIntervalMs ?? 0);
  const lostSight = isGap || (ObservedAt !== undefined && life.LastSeen.getTime() - ObservedAt.getTime() >= policy.idleMs);
  const toldAt = isTelling(view) ? observedAt : ObservedAt;
  return {
    ...rest,
    LastSeen: now,
    ...(toldAt && { ObservedAt: toldAt }),
    ...(Open.length > 0 && { Open }),
    ...(isEmpty(view) ? { EmptySince: (closed || lostSight ? undefined : EmptySince) ?? observedAt } : closedBy && { ClosedBy: closedBy }),
    ...(view.kernels.some((kernel) => isPassing(kernel) && kernel.lastActivity === undefined) && {
      StartingSince: (isGap ? undefined : StartingSince) ?? observedAt,
    }),
  };
}

function newLife(before: Sighting | undefined, CreationTime: Date, now: Date): Sighting {
  const notBefore = before?.Running === false ? before.LastSeen : undefined;
  return { CreationTime, Running: true, FirstSeen: now, LastSeen: now, ...(notBefore && { NotBefore: notBefore }) };
}

/**
 * Both memories as one: of an app in both, the later observation counts, so that a plan and a run side by side
 * never bring back an older one; an observation in the future was made by a clock since set back, and counts
 * for nothing. Apps not seen for 30 days are dropped.
 */
export function mergeSightings(kept: Sightings, fresh: Sightings, now: Date): Sightings {
  const all = new Map(Object.entries(kept));
  for (const [reference, sighting] of Object.entries(fresh)) {
    const known = all.get(reference);
    if (known === undefined || known.LastSeen <= sighting.LastSeen || known.LastSeen > now) all.set(reference, sighting);
  }
  return Object.fromEntries([...all].filter(([, { LastSeen }]) => now.getTime() - LastSeen.getTime() < forgottenAfterMs));
}
