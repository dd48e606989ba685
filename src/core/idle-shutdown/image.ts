import type { ResourceSpec } from "../app/app.ts";

/** The first SageMaker Distribution with idle shutdown (service-facts: Settings and images). */
const firstMajor = 2;

/** What an app's image has to be. */
export const idleShutdownNeeds =
  "needs SageMaker Distribution 2.0 or later; custom images need jupyter-activity-monitor-extension 0.3.1 or later";

/** The version of a SageMaker Distribution known to be too old for idle shutdown; nothing where that is not known. */
export function distributionTooOld(spec: ResourceSpec): string | undefined {
  if (!isDistribution(spec)) return undefined;
  const { SageMakerImageVersionAlias = "" } = spec;
  // `1.9.0`, `1.9`, `1`; `latest` tells nothing of the version that runs.
  const major = /^(\d+)(\.\d+)*$/.exec(SageMakerImageVersionAlias)?.[1];
  return major !== undefined && Number(major) < firstMajor ? SageMakerImageVersionAlias : undefined;
}

/** Whether an app's image can shut it down when it is idle: by its version, or by the monitor that was seen at work in it. */
export function honoursIdleShutdown(spec: ResourceSpec, monitorSeen: boolean): "yes" | "no" | "unknown" {
  if (distributionTooOld(spec) !== undefined) return "no";
  const versioned = isDistribution(spec) && /^\d/.test(spec.SageMakerImageVersionAlias ?? "");
  return monitorSeen || versioned ? "yes" : "unknown";
}

function isDistribution({ SageMakerImageArn = "" }: ResourceSpec): boolean {
  return /:image\/sagemaker-distribution\b/.test(SageMakerImageArn);
}
