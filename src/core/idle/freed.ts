import { appReference } from "../app/app.ts";
import { instanceKey, runs } from "../cost/billing.ts";
import type { Decision } from "./report.ts";

/**
 * Tells what each end of an app frees, while apps of a sweep end one by one: US dollars per hour of its instance
 * with the last app that runs there, 0 before (service-facts: App rules), undefined where no price is known.
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
