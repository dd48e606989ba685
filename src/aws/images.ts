import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { SageMakerImages } from "../ports/images.ts";
import { createAppImageConfigs } from "./images/app-image-configs.ts";
import { createImageVersions } from "./images/image-versions.ts";
import { createImages } from "./images/images.ts";
import type { AwsSession } from "./session.ts";

/** SageMaker images of one Region, with their versions and app image configs, over the SageMaker API. */
export function createSageMakerImages(session: AwsSession): SageMakerImages {
  const client = session.client(SageMakerClient);
  const call = session.call("SageMaker");
  return { ...createImages(client, call), ...createImageVersions(client, call), ...createAppImageConfigs(client, call) };
}
