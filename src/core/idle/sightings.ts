import type { AppKey } from "../app/app.ts";
import { type Claim, claimKey, covers } from "./claim.ts";
import type { AppFacts, Sighting } from "./facts.ts";
import { looksAfter } from "../inside/own-look.ts";
import { currentLook, foundNothing, freshBeacon, workReported, workSeen } from "./inside-view.ts";
import { longestSavingMs } from "./history.ts";
import { type AppView, isEmpty, isImageTerminal, isPassing, viewOf, openThings } from "./app-view.ts";
import type { Policy } from "./policy.ts";
import { isTelling } from "./rules.ts";

/** The sightings kept between runs, by app reference. */
export type Sightings = Readonly<Record<string, Sighting>>;

/** What runs remember of one scope, such as an account and Region. */
export interface Memory {
  readonly apps: Sightings;
  /** The times of the kept runs, oldest first, by the apps that they covered (`claimKey`): schedules of different scopes do not mix. */
  readonly runs: Readonly<Record<string, readonly Date[]>>;
  /** The instances (`instanceKey`) that runs stopped the last app of, or were about to, and when; until one is seen running again. */
  readonly freed: Readonly<Record<string, Date>>;
}

export const nothingRemembered: Memory = { apps: {}, runs: {}, freed: {} };

/** The number of runs that are kept: enough for a median. */
const keptRuns = 20;

/** Runs closer together than this count as one, such as a plan and the run after it. */
const oneRunMs = 5 * 60_000;

/** The kept runs over these apps. A file of an earlier version has those of all scopes under an empty key. */
export function runsOver(runs: Memory["runs"], claim: Claim): readonly Date[] {
  return runs[claimKey(claim)] ?? runs[""] ?? [];
}

/** The kept runs of the schedule that sees an app: of those that cover it, the one with the most runs. */
export function runsSeeing(runs: Memory["runs"], app: AppKey): readonly Date[] {
  const covering = Object.entries(runs).filter(([key]) => covers(key, app));
  return covering.map(([, times]) => times).toSorted((a, b) => b.length - a.length)[0] ?? [];
}

/** Adds a run over these apps at the present time. A run in the future is dropped: the clock was set back since. */
export function withRun(runs: Memory["runs"], claim: Claim, now: Date): Memory["runs"] {
  const before = runsOver(runs, claim).filter((run) => run <= now);
  const last = before.at(-1);
  const isSame = last !== undefined && now.getTime() - last.getTime() < oneRunMs;
  const others = Object.entries(runs).filter(([, times]) => times.some((time) => now.getTime() - time.getTime() < forgottenAfterMs));
  return { ...Object.fromEntries(others), [claimKey(claim)]: [...before, ...(isSame ? [] : [now])].slice(-keptRuns) };
}

/** The median of the times between runs in milliseconds; 0 if there are fewer than two. */
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
 * The sighting of an app after this observation. A new CreationTime or a status other than InService begins a new run of the app and resets
 * its clocks. A failed observation changes no clock, but if observations failed for as long as the threshold, it is not known whether the
 * app stayed empty; and a failure on our side restarts the time for which the app is known to be unobservable. If no observation saw the
 * app for longer than twice the threshold, or twice the usual time between runs if that is longer, an empty app counts as empty from now
 * on. An item that was closed counts as used until this observation, even if older items are still open.
 */
export function sight(facts: AppFacts, policy: Policy, now: Date): Sighting {
  const { app, sighting: before, observation } = facts;
  const { CreationTime } = app;
  if (app.Status !== "InService") {
    const isSame = before?.Running === false && before.CreationTime.getTime() === CreationTime.getTime();
    const Verdict = isSame ? before.Verdict : undefined;
    return { CreationTime, Running: false, FirstSeen: now, LastSeen: now, ...(Verdict !== undefined && { Verdict }) };
  }
  const sameLife = before?.Running === true && before.CreationTime.getTime() === CreationTime.getTime();
  const life = sameLife ? before : newLife(before, CreationTime, now);
  if (observation?.seen !== true) return { ...life, LastSeen: now, ...(observation?.ours === true && { LackedAt: now }) };
  const { EmptySince, StartingSince, ObservedAt, Open: openBefore = [], ClosedBy, Looks, MonitorAt: _, TerminalsSince, ...rest } = life;
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
    ...((policy.lookInside || Looks !== undefined) && looksAfter(observation.activity.lastActive, life)),
    ...(policy.shutDownKernels === true && timelessTerminals(view, isGap ? {} : TerminalsSince, observedAt)),
    ...(toldAt && { ObservedAt: toldAt }),
    ...(Open.length > 0 && { Open }),
    ...(isEmpty(view) && { EmptySince: (closed || lostSight ? undefined : EmptySince) ?? observedAt }),
    ...(closedBy && { ClosedBy: closedBy }),
    ...(view.kernels.some((kernel) => isPassing(kernel) && kernel.lastActivity === undefined) && {
      StartingSince: (isGap ? undefined : StartingSince) ?? observedAt,
    }),
  };
}

/**
 * Adds to the sighting of an app, after `sight`, what was seen inside. Looks that find nothing are only evidence about the time between them
 * if every sweep looked: the quiet time starts again after a sweep that observed the app without a look, after one that found work, and
 * after a gap. What was at work at the last look and is not now counts as at work until now. A failed or incomplete look that found nothing
 * changes nothing.
 */
export function sightInside(facts: AppFacts, policy: Policy, now: Date): AppFacts {
  const { sighting, observation } = facts;
  if (sighting?.Running !== true) return facts;
  const view = viewOf(facts, policy, now);
  const look = currentLook(view);
  const beacon = freshBeacon(view);
  const { LookedAt, QuietSince, WorkedBy, ...rest } = sighting;
  const reported = workReported(view).length > 0 ? beacon?.at : beacon?.active.length === 0 ? beacon.lastActivity : undefined;
  const nothing = foundNothing(view);
  if (look?.seen !== true || (workSeen(view).length === 0 && !nothing)) {
    const overlooked = policy.lookInside && look === undefined && observation?.seen === true;
    const worked = latest([WorkedBy, reported]);
    return {
      ...facts,
      sighting: {
        ...rest,
        ...(LookedAt && { LookedAt }),
        ...(QuietSince && !overlooked && { QuietSince }),
        ...(worked && { WorkedBy: worked }),
      },
    };
  }
  const isGap =
    LookedAt !== undefined && look.at.getTime() - LookedAt.getTime() > Math.max(policy.idleMs, 2 * (facts.usualIntervalMs ?? 0));
  const hadWork = LookedAt !== undefined && QuietSince === undefined && WorkedBy !== undefined && WorkedBy >= LookedAt;
  const worked = latest([WorkedBy, reported, workSeen(view).length > 0 || (nothing && hadWork) ? look.at : undefined]);
  return {
    ...facts,
    sighting: {
      ...rest,
      LookedAt: look.at,
      ...(nothing && { QuietSince: (isGap ? undefined : QuietSince) ?? look.at }),
      ...(worked && { WorkedBy: worked }),
    },
  };
}

function latest(moments: readonly (Date | undefined)[]): Date | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** The most image terminals that are timed in one app. */
const mostTerminals = 50;

function timelessTerminals(
  { terminals }: AppView,
  known: Sighting["TerminalsSince"] = {},
  observedAt: Date,
): Pick<Sighting, "TerminalsSince"> {
  const timeless = terminals.filter((terminal) => isImageTerminal(terminal) && terminal.lastActivity === undefined).slice(0, mostTerminals);
  if (timeless.length === 0) return {};
  return {
    TerminalsSince: Object.fromEntries(
      timeless.map(({ name }) => [name, Object.hasOwn(known, name) ? (known[name] ?? observedAt) : observedAt]),
    ),
  };
}

/** The sighting without items that this run itself has closed: nobody used them until now. */
export function withoutClosed(sighting: Sighting, ids: readonly string[]): Sighting {
  const { Open = [], ...rest } = sighting;
  const left = Open.filter((open) => !ids.some((id) => open === id || open.startsWith(`${id} `)));
  return { ...rest, ...(left.length > 0 && { Open: left }) };
}

function newLife(before: Sighting | undefined, CreationTime: Date, now: Date): Sighting {
  const notBefore = before?.Running === false ? before.LastSeen : undefined;
  return { CreationTime, Running: true, FirstSeen: now, LastSeen: now, ...(notBefore && { NotBefore: notBefore }) };
}

/**
 * Merges two records: for an app in both, the later observation counts, so that a plan and a concurrent run never restore an older one; an
 * observation in the future is ignored, because the clock was set back since. Apps not seen for 30 days are dropped.
 */
export function mergeSightings(kept: Sightings, fresh: Sightings, now: Date): Sightings {
  const all = new Map(Object.entries(kept));
  for (const [reference, sighting] of Object.entries(fresh)) {
    const known = all.get(reference);
    if (known === undefined || known.LastSeen <= sighting.LastSeen || known.LastSeen > now) all.set(reference, sighting);
  }
  return Object.fromEntries([...all].filter(([, { LastSeen }]) => now.getTime() - LastSeen.getTime() < forgottenAfterMs));
}

/** What a run adds to the memory. Absent members stay as they are. */
export interface MemoryNews {
  /** A sighting never replaces a later one. */
  readonly sightings?: Sightings;
  /** The verdicts that were recorded, by app reference. */
  readonly verdicts?: ReadonlyMap<string, string>;
  /** When it ran, over which apps. */
  readonly run?: { readonly at: Date; readonly claim: Claim };
  /** The instances (`instanceKey`) that it is about to free. */
  readonly freeing?: readonly string[];
  /** Freed instances that it saw running again. */
  readonly resumed?: readonly string[];
  /** What another store remembers of runs and instances; what is known here counts more. */
  readonly copied?: Pick<Memory, "runs" | "freed">;
}

/** The memory with what a run adds to it. */
export function mergeMemory({ apps, ...before }: Memory, news: MemoryNews, now: Date): Memory {
  const [runs, freed] = [
    { ...news.copied?.runs, ...before.runs },
    { ...news.copied?.freed, ...before.freed },
  ];
  const { sightings = {}, verdicts = new Map(), run, freeing = [], resumed = [] } = news;
  return {
    apps: withVerdicts(mergeSightings(apps, sightings, now), verdicts),
    runs: run === undefined ? runs : withRun(runs, run.claim, run.at),
    freed: freeing.length + resumed.length === 0 ? freed : withFreed(freed, resumed, freeing, now),
  };
}

/** The sightings with the verdicts that were recorded, by app reference. An app that is not in them is left as it is. */
export function withVerdicts(apps: Sightings, verdicts: ReadonlyMap<string, string>): Sightings {
  return Object.fromEntries(
    Object.entries(apps).map(([reference, sighting]) => {
      const Verdict = verdicts.get(reference);
      return [reference, Verdict === undefined ? sighting : { ...sighting, Verdict }];
    }),
  );
}

/**
 * The freed instances after a run saw some of them running and is about to free others. A stop saves for at most a day, so an older one is
 * forgotten.
 */
export function withFreed(freed: Memory["freed"], resumed: readonly string[], freeing: readonly string[], now: Date): Memory["freed"] {
  const ended = new Set(resumed);
  const open = Object.entries(freed).filter(([instance, at]) => !ended.has(instance) && now.getTime() - at.getTime() < longestSavingMs);
  return { ...Object.fromEntries(open), ...Object.fromEntries(freeing.map((instance) => [instance, now])) };
}
