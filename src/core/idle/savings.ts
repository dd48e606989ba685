import { appReference } from "../app/app.ts";
import { grouped } from "../collections.ts";
import { type HourlyPrices, instanceKey, runs, sumUsd } from "../cost/billing.ts";
import type { Decision, Result, Summary } from "./report.ts";

/** The decision with the price of the app's instance, if one is known. */
export function withPrice(decision: Decision, prices: HourlyPrices): Decision {
  const { Region, AppType, InstanceType } = decision;
  const usd = InstanceType === undefined ? undefined : prices.hourlyUsd(Region, AppType, InstanceType);
  return usd === undefined ? decision : { ...decision, HourlyUsd: usd };
}

/**
 * At most `limit` decisions stay `planned`: those on the most expensive instances first, then the longest idle. The others are kept with a
 * reason that says so.
 */
export function limitStops(decisions: readonly Decision[], limit: number | undefined): Decision[] {
  if (limit === undefined) return [...decisions];
  const planned = decisions.filter(({ Result }) => Result === "planned");
  const chosen = new Set(planned.toSorted(byGain).slice(0, limit));
  return decisions.map((decision) =>
    decision.Result === "planned" && !chosen.has(decision)
      ? { ...decision, Result: "kept", Reason: `${decision.Reason}; kept, because one run stops at most ${limit}` }
      : decision,
  );
}

function byGain(a: Decision, b: Decision): number {
  return (b.HourlyUsd ?? 0) - (a.HourlyUsd ?? 0) || (b.IdleSeconds ?? 0) - (a.IdleSeconds ?? 0);
}

/** Counts and savings: of the stopped apps, or in a plan of the planned stops. */
export function summarize(decisions: readonly Decision[], dryRun: boolean): Summary {
  const results = (...wanted: Result[]) => decisions.filter(({ Result }) => wanted.includes(Result)).length;
  const verdicts = (wanted: Decision["Verdict"]) => decisions.filter(({ Verdict }) => Verdict === wanted).length;
  const saved = hourlyUsdSaved(decisions, dryRun ? "planned" : "stopped");
  return {
    Evaluated: decisions.length,
    Idle: verdicts("idle"),
    Stopped: results("stopped"),
    Failed: results("failed"),
    Kept: results("kept", "changed"),
    Unknown: verdicts("unknown"),
    ...(saved !== undefined && { HourlyUsdSaved: saved }),
  };
}

/**
 * US dollars per hour of the instances whose last app stops, each counted once: Classic compute is billed
 * by instance, not by app (service-facts: App rules). Instances without a known price add nothing; undefined if all are such.
 */
function hourlyUsdSaved(decisions: readonly Decision[], stops: Result): number | undefined {
  const freed = [...grouped(decisions, instanceKey).values()]
    .filter((apps) => apps.some(({ Result }) => Result === stops) && apps.every((app) => leaves(app, stops)))
    .map(([app]) => app?.HourlyUsd);
  return sumUsd(freed);
}

function leaves(decision: Decision, stops: Result): boolean {
  return decision.Result === stops || decision.Result === "gone" || !runs(decision);
}

/**
 * Returns what each stop frees while the apps of a sweep stop one by one: US dollars per hour of the instance for the last app on it, 0
 * before (service-facts: App rules), undefined if no price is known.
 */
export function instancesFreed(decisions: readonly Decision[]): (ended: Decision) => number | undefined {
  const running = new Map<string, Set<string>>();
  for (const decision of decisions.filter(runs)) {
    const instance = instanceKey(decision);
    running.set(instance, (running.get(instance) ?? new Set()).add(appReference(decision)));
  }
  return (ended) => {
    const apps = running.get(instanceKey(ended));
    apps?.delete(appReference(ended));
    return apps === undefined || apps.size > 0 ? 0 : ended.HourlyUsd;
  };
}
