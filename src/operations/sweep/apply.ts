import { appReference } from "../../core/app/app.ts";
import { grouped } from "../../core/collections.ts";
import { instanceKey } from "../../core/cost/billing.ts";
import { isError, whyFailed } from "../../core/errors.ts";
import { decideOne, heldBy } from "../../core/idle/decide.ts";
import { type Decision, deniedActions, deniedBy, deniedOf, placeOf, type RegionError, type SweepReport } from "../../core/idle/report.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import { instancesFreed, summarize, withPrice } from "../../core/idle/savings.ts";
import type { PolicyFor } from "../../core/idle/policy.ts";
import { sight } from "../../core/idle/sightings.ts";
import type { Progress } from "../../ports/progress.ts";
import type { SightingsStore } from "../../ports/sweeps.ts";
import { deleteApp, untilAppsAreGone } from "../app/delete.ts";
import { concurrently } from "../concurrently.ts";
import { accountReports } from "./accounts.ts";
import { type ShutDown, shutDownIn } from "./kernels.ts";
import { observeAgain } from "./observe-again.ts";
import { type OwnersApps, ownersApps } from "./owners-apps.ts";
import { keyOf, factsKey, notSaved, regionError, remember, type SweepPlan, type SweepPorts } from "./plan.ts";
import { type RunRecord, unrecordedCode } from "./record.ts";
import { placeOfRegion, type SweepRegion, type SweepWork } from "./region.ts";
import type { WhyLost } from "./scope.ts";
import { readBehind } from "./servers.ts";

export interface ApplyPorts extends SweepPorts {
  /** Receives each app as soon as its delete was accepted or refused, all others at the end. */
  readonly record: Pick<RunRecord, "intend" | "add" | "addKernels" | "resume">;
  /** Why the run no longer excludes others from a scope; undefined while it does. Absent: it always does. */
  readonly whyLost?: WhyLost;
  /** The sightings once apps were stopped, whose errors do not say that nothing was. Absent: those of the plan. */
  readonly sightingsAfter?: SightingsStore;
}

/** The code of a report's error: another run may be at work, and nothing was stopped from then on. */
const lostLockCode = "lock-lost";

/** An applied decision, and the facts it was last made from. */
interface Outcome {
  readonly decision: Decision;
  readonly facts: AppFacts;
}

/**
 * Stops what the plan stops, each app only after reading it again: an app that has changed is kept. One app's failure does not stop the
 * others, except for expired credentials and a record that cannot be written: the intent of each stop is on record before its delete. After
 * the time limit no stop is started. With `timeoutMs` it waits until the apps are gone. A server that other apps are observed through is
 * stopped last, once a list shows that nothing runs behind it. After an abort no stop is started; the report lists the results, and the
 * remaining stops as `planned`.
 */
export async function applySweep(
  ports: ApplyPorts,
  plan: SweepPlan,
  work: SweepWork & { readonly timeoutMs?: number | undefined },
): Promise<SweepReport> {
  const { clock, regions, record, locked = [] } = ports;
  const prices = await ports.prices;
  const regionOf = new Map(regions.map((region) => [placeOfRegion(region), region]));
  const freedBy = instancesFreed(plan.report.Decisions);
  await recordInstances(ports, plan, work);
  // The signal is not passed on: it prevents new stops, but the results of those begun are still collected.
  const uninterrupted: SweepWork & { readonly timeoutMs?: number | undefined } = { concurrency: work.concurrency, progress: work.progress };

  /** IAM actions that a stop needed and did not have. */
  const lacking: string[] = [];

  /** Set if the credentials of a single account expired midway, or the record could not be written: no stop begins from then on. */
  let lost: RegionError | undefined;

  /** The accounts and Regions whose lock was lost or, of several accounts, whose credentials expired: no stop begins there from then on. */
  const lostIn = new Map<string, RegionError>();

  function isOver(where: Pick<Decision, "Region" | "AccountId">): boolean {
    const { Region, AccountId } = where;
    const place = placeOf(where);
    const why = ports.whyLost?.(regionOf.get(place)?.scope ?? place);
    if (why !== undefined && !lostIn.has(place)) {
      const Message = `nothing more was stopped: ${why}`;
      lostIn.set(place, { Region, ...(AccountId !== undefined && { AccountId }), Code: lostLockCode, Message });
    }
    return work.signal?.aborted === true || lost !== undefined || lostIn.has(place);
  }

  function noteLoss(error: unknown, where: Pick<Decision, "Region" | "AccountId">): boolean {
    if (!isError(error, "no-credentials")) return false;
    const found = regionError(error, where.Region, where.AccountId);
    if (ports.accounts === undefined) lost ??= found;
    else if (!lostIn.has(placeOf(where))) lostIn.set(placeOf(where), found);
    return true;
  }

  const mayStart = (decision: Pick<Decision, "Region" | "AccountId">): boolean =>
    !isOver(decision) && work.limit?.over(decision.Region) !== true;

  async function carryOut(decision: Decision, ownersIn: ReadonlyMap<string, OwnersApps>): Promise<Outcome | Decision> {
    const facts = plan.facts.get(keyOf(decision));
    const region = regionOf.get(placeOf(decision));
    const owners = ownersIn.get(placeOf(decision));
    if (decision.Result !== "planned" || facts === undefined || region === undefined || owners === undefined) return decision;
    if (!mayStart(decision)) return decision;
    const held = await heldForOthers(owners, decision, facts);
    const outcome = held ?? (await stop(region, owners, decision, facts));
    await recordNow(outcome);
    return outcome;
  }

  /** Immediately, so that a killed run leaves a line for everything it did. */
  async function recordNow({ decision, facts }: Outcome): Promise<void> {
    const { ResourceSpec } = facts.app;
    const freed = decision.Result === "stopped" || decision.Result === "gone" ? freedBy(decision) : undefined;
    await record.add([
      {
        ...decision,
        ...(decision.Result === "stopped" && freed !== undefined && { HourlyUsdSaved: freed }),
        ...(decision.Result === "stopped" && ResourceSpec !== undefined && { ResourceSpec }),
      },
    ]);
  }

  /** Keeps a server behind which an app has not ended, or may not have. */
  async function heldForOthers(owners: OwnersApps, decision: Decision, facts: AppFacts): Promise<Outcome | undefined> {
    try {
      const behind = await readBehind(owners, facts.app);
      return behind.length === 0 ? undefined : { facts, decision: heldBy(decision, behind, "has not ended", "have not ended") };
    } catch (error) {
      if (noteLoss(error, decision)) return { facts, decision };
      lacking.push(...deniedBy(error));
      return {
        facts,
        decision: {
          ...decision,
          Result: "kept",
          Reason: `${decision.Reason}; kept, because the apps that are observed through it could not be listed: ${whyFailed(error)}`,
        },
      };
    }
  }

  async function stop(region: SweepRegion, owners: OwnersApps, decision: Decision, facts: AppFacts): Promise<Outcome> {
    let again: AppFacts | undefined;
    try {
      again = await observeAgain(region, facts, plan.policyFor, { clock, ownersApps: owners }, { ...work, limit: undefined });
    } catch (error) {
      noteLoss(error, decision);
      return { facts, decision };
    }
    if (again === undefined) return { facts, decision: { ...decision, Result: "gone" } };
    const fresh = withPrice(decideOne(again, plan.policyFor(again), clock.now()), prices);
    if (fresh.Result === "planned") return { facts: again, decision: await remove(region, fresh, again) };
    return { facts: again, decision: { ...fresh, Result: "changed", Reason: `changed since the plan: ${fresh.Reason}` } };
  }

  async function remove({ studio }: SweepRegion, decision: Decision, { app: { ResourceSpec } }: AppFacts): Promise<Decision> {
    if (!mayStart(decision)) return decision;
    try {
      await record.intend({ ...decision, ...(ResourceSpec !== undefined && { ResourceSpec }) });
    } catch (error) {
      lost ??= { Region: decision.Region, Code: unrecordedCode, Message: `nothing more was stopped: ${whyFailed(error)}` };
    }
    // Writing the record may have taken long.
    if (!mayStart(decision)) return decision;
    try {
      return { ...decision, Result: (await deleteApp(studio, decision)) === "accepted" ? "stopped" : "gone" };
    } catch (error) {
      if (noteLoss(error, decision)) return decision;
      lacking.push(...deniedBy(error));
      return failed(decision, `it could not be stopped: ${whyFailed(error)}`);
    }
  }

  /** In the apps that stay, side by side; in each one thing after another. */
  async function shutDownKernels(): Promise<(ShutDown & { readonly place: string })[]> {
    const byApp = [...grouped(plan.report.Kernels ?? [], keyOf)];
    return await concurrently(byApp, "apps with idle kernels done", uninterrupted, async ([key, planned]) => {
      const facts = plan.facts.get(key);
      const [{ Region }] = planned;
      const region = regionOf.get(placeOf(planned[0]));
      if (facts === undefined || region === undefined) throw new RangeError("what is planned has facts and a Region");
      const kernelPorts = {
        region,
        owners: ownersApps(region, clock),
        clock,
        record,
        policyFor: plan.policyFor,
        mayStart: () => mayStart(planned[0]),
        lost: (error: unknown) => {
          if (!noteLoss(error, planned[0]) && work.signal?.aborted !== true) {
            lost ??= { Region, Code: unrecordedCode, Message: `nothing more was shut down: ${whyFailed(error)}` };
          }
        },
      };
      const done = await shutDownIn(kernelPorts, planned, facts, { ...work, limit: undefined });
      return { ...done, place: placeOfRegion(region) };
    });
  }

  const isServer = (decision: Decision): boolean => (plan.facts.get(keyOf(decision))?.behind ?? []).length > 0;
  const ended = new Map<Decision, Outcome | Decision>();
  const failures = new Map<string, string>();
  const planned = plan.report.Decisions.filter(({ Result }) => Result === "planned");
  const stages = [planned.filter((decision) => !isServer(decision)), planned.filter(isServer)] as const;
  const waits = work.timeoutMs === undefined ? 0 : 1;
  // The steps after the present one: the stops of the servers, and the waits for the end of each.
  const later = work.progress.part?.(0);
  for (const [index, stage] of stages.entries()) {
    const servers = index === 0 ? stages[1].length : 0;
    later?.resize(servers * (1 + waits) + stage.length * waits);
    // Afresh for each stage: the servers stop last, by lists without the apps that have just been stopped.
    const ownersIn = new Map(regions.map((region) => [placeOfRegion(region), ownersApps(region, clock)]));
    const outcomes = await concurrently(
      inTurns(stage),
      "apps done",
      uninterrupted,
      async (decision) => [decision, await carryOut(decision, ownersIn)] as const,
    );
    for (const [decision, outcome] of outcomes) ended.set(decision, outcome);
    const stopped = outcomes.flatMap(([, outcome]) => ("facts" in outcome ? [outcome] : []));
    later?.resize(servers * (1 + waits));
    const reachable = regions.filter((region) => !lostIn.has(placeOfRegion(region)));
    const ends = await awaitAll(
      { ...ports, regions: reachable },
      stopped,
      plan.report.Decisions,
      lost === undefined ? work : uninterrupted,
    );
    for (const [key, why] of ends) failures.set(key, why);
  }
  const kernels = await shutDownKernels();
  const outcomes = plan.report.Decisions.map((decision) => ended.get(decision) ?? decision);
  const touched = outcomes.filter((outcome) => "facts" in outcome);
  await record.add(
    outcomes.filter((outcome): outcome is Decision => !("facts" in outcome)),
    plan.changed,
  );
  const decisions = outcomes.map((outcome) => withEnd("facts" in outcome ? outcome.decision : outcome, failures));
  await record.add(decisions.filter((decision) => failures.has(keyOf(decision))));
  const unsaved: RegionError[] = [];
  for (const region of regions) {
    const now = clock.now();
    const facts = touched.flatMap((outcome) => (isIn(region, outcome.decision) ? [afterwards(outcome, plan.policyFor, now)] : []));
    facts.push(...kernels.filter((done) => done.place === placeOfRegion(region)).map((done) => done.facts));
    const verdicts = new Map(
      outcomes.flatMap((outcome) => {
        if ("facts" in outcome || !plan.changed.has(outcome) || !isIn(region, outcome)) return [];
        return [[appReference(outcome), outcome.Verdict] as const];
      }),
    );
    if (facts.length + verdicts.size > 0) unsaved.push(...(await rememberLate(ports, region, work.progress, { facts, verdicts })));
  }
  const { StartedAt, IdleThresholdSeconds, NotLookedInside } = plan.report;
  const earlier = plan.report.Errors ?? [];
  const leftOut = (ports.leftOut?.() ?? []).filter(({ Message }) => !earlier.some((error) => error.Message === Message));
  const Errors = [
    ...earlier,
    ...(work.limit?.errors() ?? []),
    ...leftOut,
    ...unsaved,
    ...lostIn.values(),
    ...(lost === undefined ? [] : [lost]),
  ];
  const denied = deniedActions([...(plan.report.DeniedActions ?? []), ...deniedOf(touched.map(({ facts }) => facts)), ...lacking]);
  const FinishedAt = clock.now();
  const Summary = summarize(decisions, false);
  return {
    StartedAt,
    FinishedAt,
    IdleThresholdSeconds,
    DryRun: false,
    Decisions: decisions,
    Summary,
    ...(NotLookedInside !== undefined && { NotLookedInside }),
    ...(plan.report.Kernels !== undefined && { Kernels: kernels.flatMap((done) => done.decisions) }),
    ...(Errors.length > 0 && { Errors }),
    ...accountReports(ports.accounts, decisions, Errors, { dryRun: false, locked }),
    ...(locked.length > 0 && { LockedRegions: locked }),
    ...denied,
  };
}

/** One of each account in turn: an account that is throttled does not hold up the others. */
function inTurns(decisions: readonly Decision[]): readonly Decision[] {
  const accounts = [...grouped(decisions, ({ AccountId = "" }) => AccountId).values()];
  const longest = Math.max(0, ...accounts.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => accounts.flatMap((of) => of[index] ?? [])).flat();
}

/**
 * Records which instances run again, and remembers those that this run is about to free: before any stop, so that the savings of a killed
 * run end too.
 */
async function recordInstances(ports: ApplyPorts, { report, resumed }: SweepPlan, { progress }: SweepWork): Promise<void> {
  await ports.record.resume(resumed);
  for (const region of ports.regions) {
    const instances = (decisions: readonly Decision[]) => decisions.filter((decision) => isIn(region, decision)).map(instanceKey);
    const ended = instances(resumed);
    const freeing = instances(report.Decisions.filter(({ Result }) => Result === "planned"));
    if (ended.length + freeing.length === 0) continue;
    await remember(ports, region.scope, progress, { freeing, resumed: ended });
  }
}

/**
 * The sighting to keep of an app. A stopped app that runs again is a new run, often with its old CreationTime (service-facts: States and
 * lifetimes): no clock of the old run may count then, even without an observation in between.
 */
function afterwards({ decision, facts }: Outcome, policyFor: PolicyFor, now: Date): AppFacts {
  if (decision.Result !== "stopped" && decision.Result !== "gone") return facts;
  const ended: AppFacts = { ...facts, app: { ...facts.app, Status: "Deleting" } };
  return { ...ended, sighting: sight(ended, policyFor(ended), now) };
}

/** Saves what was seen after the stops: they are done, so a shared store that cannot be used is an error of the report. */
async function rememberLate(
  ports: ApplyPorts,
  { scope, studio, account }: SweepRegion,
  progress: Progress,
  news: Parameters<typeof remember>[3],
): Promise<readonly RegionError[]> {
  try {
    await remember({ ...ports, sightings: ports.sightingsAfter ?? ports.sightings }, scope, progress, news);
    return [];
  } catch (error) {
    return [{ ...regionError(error, studio.region, account?.AccountId), Message: notSaved(error) }];
  }
}

/** Why stopped apps did not end, by Region and reference. */
async function awaitAll(
  { regions, clock }: ApplyPorts,
  touched: readonly Outcome[],
  known: readonly Decision[],
  work: SweepWork & { readonly timeoutMs?: number | undefined },
): Promise<ReadonlyMap<string, string>> {
  const { timeoutMs, signal, limit } = work;
  if (timeoutMs === undefined) return new Map();
  const leftMs = Math.max(0, limit?.leftMs() ?? Infinity);
  const ends = await Promise.all(
    regions.map(async (region) => {
      const name = region.studio.region;
      const place = placeOfRegion(region);
      const apps = touched.flatMap(({ decision, facts }) =>
        placeOf(decision) === place && decision.Result === "stopped" ? [facts.app] : [],
      );
      if (apps.length === 0) return [];
      const waiting = { timeoutMs: Math.min(timeoutMs, leftMs), signal };
      const failures = await untilAppsAreGone({ studio: region.studio, clock, progress: work.progress }, apps, waiting, known);
      // Apps that have not ended at the time limit are only reported as accepted deletes.
      const due = [...failures].filter(([, { timedOut }]) => !(timedOut && leftMs < timeoutMs && limit?.over(name) === true));
      return due.map(([reference, { why }]) => [factsKey(place, reference), why] as const);
    }),
  );
  return new Map(ends.flat());
}

function isIn(region: SweepRegion, decision: Decision): boolean {
  return placeOf(decision) === placeOfRegion(region);
}

function withEnd(decision: Decision, failures: ReadonlyMap<string, string>): Decision {
  const why = failures.get(keyOf(decision));
  return why === undefined ? decision : failed(decision, why);
}

function failed(decision: Decision, why: string): Decision {
  return { ...decision, Result: "failed", Reason: `${decision.Reason}; ${why}` };
}
