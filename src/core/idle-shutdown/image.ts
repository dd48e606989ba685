import type { ResourceSpec } from "../app/app.ts";
import { distributionOlderThan, isDistribution } from "../image/distribution.ts";

/** What an app's image has to be. */
export const idleShutdownNeeds =
  "needs SageMaker Distribution 2.0 or later; custom images need jupyter-activity-monitor-extension 0.3.1 or later";

/** The version of a SageMaker Distribution known to be too old for idle shutdown, which 2.0 was the first to have (service-facts: Settings and images). */
export function distributionTooOld(spec: ResourceSpec): string | undefined {
  return distributionOlderThan(spec, [2, 0]);
}

/** Whether an app's image can shut it down when it is idle: by its version, or by the monitor that was seen at work in it. */
export function honoursIdleShutdown(spec: ResourceSpec, monitorSeen: boolean): "yes" | "no" | "unknown" {
  if (distributionTooOld(spec) !== undefined) return "no";
  const versioned = isDistribution(spec) && /^\d/.test(spec.SageMakerImageVersionAlias ?? "");
  return monitorSeen || versioned ? "yes" : "unknown";
}
