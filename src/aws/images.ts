import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { SageMakerImages } from "../ports/images.ts";
import type { Trace } from "../ports/trace.ts";
import { type LeftOut, createCall } from "./call.ts";
import { createAppImageConfigs } from "./images/app-image-configs.ts";
import { createImageVersions } from "./images/image-versions.ts";
import { createImages } from "./images/images.ts";

/**
 * SageMaker images of one Region, with their versions and app image configs, over the SageMaker API. Rejects with
 * StudioctlErrors only; aborting `signal` ends every call at once, with the signal's reason where that is a StudioctlError.
 */
export function createSageMakerImages(
  client: SageMakerClient,
  region: string,
  signal: AbortSignal,
  trace?: Trace,
  leftOut?: LeftOut,
): SageMakerImages {
  const call = createCall({ service: "SageMaker", region, profile: client.config.profile }, signal, trace, leftOut);
  return { ...createImages(client, call), ...createImageVersions(client, call), ...createAppImageConfigs(client, call) };
}
