import { formatDuration } from "../duration.ts";
import type { Health, HealthResult } from "../schedule/health.ts";
import type { InstalledEntry } from "../schedule/reading.ts";
import { type Check, type CheckResult, fail, pass, warn } from "./check.ts";

/** Whether a schedule runs: one that cannot, or whose last run failed, is at fault; what may come by itself is a warning. */
const results: Readonly<Record<HealthResult, CheckResult>> = {
  worked: "PASS",
  running: "PASS",
  "never ran": "PASS",
  unknown: "WARN",
  overdue: "WARN",
  inactive: "WARN",
  "partly failed": "WARN",
  failed: "FAIL",
  "program missing": "FAIL",
};

export function scheduleCheck({ entry, health }: { readonly entry: InstalledEntry; readonly health: Health }): Check {
  const every = entry.interval === undefined ? "" : `every ${formatDuration(entry.interval.milliseconds)}, `;
  const make = { PASS: pass, WARN: warn, FAIL: fail }[results[health.result]];
  return make(`Schedule ${entry.name} (${entry.kind})`, `${every}${health.result}: ${health.detail}`, health.fix);
}
