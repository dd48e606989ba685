import type { ResourceSpec } from "../app/app.ts";

/** Whether a spec names SageMaker Distribution, the image that AWS ships for JupyterLab and Code Editor. */
export function isDistribution({ SageMakerImageArn = "" }: ResourceSpec): boolean {
  return /:image\/sagemaker-distribution\b/.test(SageMakerImageArn);
}

/**
 * The version of a SageMaker Distribution that is known to be older than MAJOR.MINOR; undefined where the image is another one or its
 * version is not known. An alias may be `1.9.0`, `1.9` or `1`; `latest` and a bare major that is not older tell nothing.
 */
export function distributionOlderThan(spec: ResourceSpec, [major, minor]: readonly [major: number, minor: number]): string | undefined {
  const { SageMakerImageVersionAlias: alias = "" } = spec;
  if (!isDistribution(spec) || !/^\d+(\.\d+)*$/.test(alias)) return undefined;
  const [ownMajor = 0, ownMinor = minor] = alias.split(".").map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor) ? alias : undefined;
}
