import pMap from "p-map";
import { type AppKey, appReference } from "../../core/app/app.ts";
import { type HourlyPrices, instanceKey, runs } from "../../core/cost/billing.ts";
import { StudioctlError, whyFailed } from "../../core/errors.ts";
import { decide, hangsOnMemory, holdServers, lookWouldDecide } from "../../core/idle/decide.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import { leftovers } from "../../core/idle/leftovers.ts";
import type { Policies, PolicyFor } from "../../core/idle/policy.ts";
import {
  type Decision,
  deniedActions,
  deniedBy,
  deniedOf,
  type LockedRegion,
  placeOf,
  type RegionError,
  type SweepReport,
} from "../../core/idle/report.ts";
import { limitStops, summarize, withPrice } from "../../core/idle/savings.ts";
import type { Memory, MemoryNews } from "../../core/idle/sightings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { SightingsStore } from "../../ports/sweeps.ts";
import { sharedBound } from "../concurrently.ts";
import { accountReports, explainClosed, type SweptAccount } from "./accounts.ts";
import { gather, type Gathered } from "./gather.ts";
import { placeOfRegion, type SweepRegion, type SweepWork } from "./region.ts";
import type { SweepScope } from "./scope.ts";

export interface SweepPorts {
  readonly regions: readonly SweepRegion[];
  readonly clock: Clock;
  readonly sightings: SightingsStore;
  /** May still be loading while facts are gathered: only the verdicts wait for them. */
  readonly prices: HourlyPrices | Promise<HourlyPrices>;
  /** Several accounts, of which some may have no Region to sweep. Absent: the one of the credentials. */
  readonly accounts?: readonly SweptAccount[] | undefined;
  /** Regions that are left out because another run is active in them. Absent: none. */
  readonly locked?: readonly LockedRegion[] | undefined;
  /** Errors of list items that were left out so far because they could not be read. Absent: none. */
  readonly leftOut?: () => readonly RegionError[];
}

/** The code of a report's error: an item of a list could not be read, and was left out. */
export const leftOutCode = "left-out";

export interface SweepRequest {
  readonly scope: SweepScope;
  readonly policies: Policies;
  /** The largest number of apps that one run stops; absent: no limit. */
  readonly maxStops?: number | undefined;
}

/** What `plan` prints and what `run` applies. */
export interface SweepPlan {
  readonly report: SweepReport;
  readonly policyFor: PolicyFor;
  /** The number of apps that are kept only because no earlier run is recorded. */
  readonly unremembered: number;
  /** The decisions with another verdict than the last run recorded for the app; the others are not recorded again. */
  readonly changed: ReadonlySet<Decision>;
  /** Of each instance that an earlier run freed and that runs again, one app. */
  readonly resumed: readonly Decision[];
  /** The facts of the apps to stop, or to shut something down in, by Region and app reference, checked again before each change. */
  readonly facts: ReadonlyMap<string, AppFacts>;
}

/**
 * Decides on every app in scope; changes nothing except the sightings for the next run. A list that fails is one of the report's errors; if
 * no Region can be listed, the first error is thrown. So is that of a store of sightings that other machines share.
 */
export async function planSweep(ports: SweepPorts, { scope, policies, maxStops }: SweepRequest, work: SweepWork): Promise<SweepPlan> {
  const { regions, clock, sightings, locked = [] } = ports;
  /** Set if a store that other machines share cannot be used: then the run may stop nothing. */
  let forgotten: unknown;
  const needed = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      forgotten ??= error;
      throw error;
    }
  };
  const isFirst = await sightings.isNew();
  let startedAt: Date | undefined;
  const tellTime = (): Date => (startedAt ??= clock.now());
  const policyFor: PolicyFor = (subject) => policies.inForce(subject).policy;
  const bounded = sharedBound(work.concurrency);
  const outcomes = await pMap(
    regions,
    async (region): Promise<PromiseSettledResult<Gathered & Pick<Memory, "freed">>> => {
      const own = { ...work, gate: bounded(region.account?.AccountId ?? "") };
      try {
        const memory = await needed(() => sightings.load(region.scope));
        const gathered = await gather(region, scope, policies, memory, tellTime, clock, own);
        const news = { facts: gathered.facts, run: { at: tellTime(), claim: scope } };
        await needed(() => remember(ports, region.scope, work.progress, news));
        return { status: "fulfilled", value: { ...gathered, freed: memory.freed } };
      } catch (reason) {
        return { status: "rejected", reason };
      }
    },
    { concurrency: work.concurrency },
  );
  work.signal?.throwIfAborted();
  if (forgotten !== undefined) throw forgotten;
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  const isOneAccount = ports.accounts === undefined;
  if (isOneAccount && failed !== undefined && outcomes.every(({ status }) => status === "rejected")) throw failed.reason;
  const failures = outcomes.flatMap((outcome, index) => {
    const found: readonly unknown[] = outcome.status === "rejected" ? [outcome.reason] : outcome.value.errors;
    const region = regions[index];
    if (region === undefined) return [];
    return found.map((error) => ({ error: isOneAccount ? error : explainClosed(error, region), region }));
  });
  const others = [...(work.limit?.errors() ?? []), ...(ports.leftOut?.() ?? [])];
  const facts = outcomes
    .flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value.facts : []))
    .filter(({ app }) => app.Status !== "Deleted");
  const prices = await ports.prices;
  const decisions = decide(facts, policyFor, tellTime()).map((decision) => withPrice(decision, prices));
  const keyed = new Map(facts.map((each) => [factsKey(placeOfFacts(each), appReference(each.app)), each]));
  const held = (list: readonly Decision[]) => holdServers(list, (decision) => keyed.get(keyOf(decision))?.behind ?? []);
  // Before the limit, so that a server that is kept does not count towards it, and after it, for the apps that the limit keeps.
  const planned = held(limitStops(held(decisions), maxStops));
  const notLooked = facts.filter((each) => lookWouldDecide(each, policyFor(each), tellTime())).length;
  const kernels = planned.flatMap((decision) => {
    const each = keyed.get(keyOf(decision));
    return each === undefined || decision.Result !== "kept" ? [] : leftovers(each, policyFor(each), tellTime());
  });
  const Errors = [...failures.map(({ error, region }) => regionError(error, region.studio.region, region.account?.AccountId)), ...others];
  return {
    policyFor,
    unremembered: isFirst ? facts.filter((each) => hangsOnMemory(each, policyFor(each), tellTime())).length : 0,
    changed: new Set(planned.filter((decision) => keyed.get(keyOf(decision))?.sighting?.Verdict !== decision.Verdict)),
    resumed: resumedOf(
      planned,
      new Map(
        outcomes.map((outcome, at) => [
          regions[at] && placeOfRegion(regions[at]),
          outcome.status === "fulfilled" ? outcome.value.freed : {},
        ]),
      ),
    ),
    facts: ofStops(keyed, [...planned.filter(({ Result }) => Result === "planned"), ...kernels]),
    report: {
      StartedAt: tellTime(),
      FinishedAt: clock.now(),
      IdleThresholdSeconds: policies.otherwise.idleMs / 1_000,
      DryRun: true,
      Decisions: planned,
      Summary: summarize(planned, true),
      ...(notLooked > 0 && { NotLookedInside: notLooked }),
      ...(policies.otherwise.shutDownKernels === true && { Kernels: kernels }),
      ...(Errors.length > 0 && { Errors }),
      ...accountReports(ports.accounts, planned, Errors, { dryRun: true, locked }),
      ...(locked.length > 0 && { LockedRegions: locked }),
      ...deniedActions([...deniedOf(facts), ...failures.flatMap(({ error }) => deniedBy(error))]),
    },
  };
}

/** Only the facts that are needed again: of 10,000 apps, those to stop, and those in which something is shut down. */
function ofStops(
  facts: ReadonlyMap<string, AppFacts>,
  decisions: readonly (AppKey & { readonly Region: string; readonly AccountId?: string })[],
): Map<string, AppFacts> {
  const stops = new Set(decisions.map(keyOf));
  return new Map([...facts].filter(([key]) => stops.has(key)));
}

/** Of each instance that is running again, one app; `freed` is what is remembered of each Region. */
function resumedOf(decisions: readonly Decision[], freed: ReadonlyMap<string | undefined, Memory["freed"]>): Decision[] {
  const again = decisions.filter((decision) => runs(decision) && freed.get(placeOf(decision))?.[instanceKey(decision)] !== undefined);
  return [...new Map(again.map((decision) => [instanceKey(decision), decision])).values()];
}

export function keyOf(decision: AppKey & { readonly Region: string; readonly AccountId?: string }): string {
  return factsKey(placeOf(decision), appReference(decision));
}

/** `place` as `placeOf` makes it. */
export function factsKey(place: string, reference: string): string {
  return `${place}/${reference}`;
}

function placeOfFacts({ region, account }: AppFacts): string {
  return placeOf({ Region: region, ...(account && { AccountId: account.AccountId }) });
}

export function regionError(error: unknown, region: string, AccountId?: string): RegionError {
  return {
    Region: region,
    ...(AccountId !== undefined && { AccountId }),
    Code: error instanceof StudioctlError ? error.code : "failed",
    Message: whyFailed(error),
  };
}

/** Why a later run will know less. */
export function notSaved(error: unknown): string {
  return `what was observed could not be saved for the next run: ${whyFailed(error)}`;
}

/**
 * Saves what the next run needs. A failure is reported but not fatal: clocks then start later, and fewer apps stop. Rejects where other
 * machines rely on what is saved.
 */
export async function remember(
  { sightings, clock }: Pick<SweepPorts, "sightings" | "clock">,
  scope: string,
  progress: Progress,
  { facts = [], ...news }: Omit<MemoryNews, "sightings"> & { readonly facts?: readonly AppFacts[] },
): Promise<void> {
  const fresh = Object.fromEntries(facts.flatMap(({ app, sighting }) => (sighting ? [[appReference(app), sighting] as const] : [])));
  try {
    await sightings.merge(scope, { ...news, sightings: fresh }, clock.now());
  } catch (error) {
    if (sightings.shared !== undefined) throw error;
    progress.note(notSaved(error));
  }
}
