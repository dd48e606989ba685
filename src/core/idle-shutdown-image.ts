import type { ResourceSpec } from "./app.ts";

/** The first SageMaker Distribution with idle shutdown (FACTS 5). */
const firstMajor = 2;

/** What an app's image has to be. */
export const idleShutdownNeeds = "needs SageMaker Distribution 2.0 or later; custom images need jupyter-activity-monitor-extension 0.3.1 or later";

/** The version of a SageMaker Distribution known to be too old for idle shutdown; nothing where that is not known. */
export function distributionTooOld({ SageMakerImageArn = "", SageMakerImageVersionAlias = "" }: ResourceSpec): string | undefined {
  if (!/:image\/sagemaker-distribution\b/.test(SageMakerImageArn)) return undefined;
  // `1.9.0`, `1.9`, `1`; `latest` tells nothing of the version that runs.
  const major = /^(\d+)(\.\d+)*$/.exec(SageMakerImageVersionAlias)?.[1];
  return major !== undefined && Number(major) < firstMajor ? SageMakerImageVersionAlias : undefined;
}
