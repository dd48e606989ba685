import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Studio } from "../ports/studio.ts";
import type { AwsSession } from "./session.ts";
import { createApps } from "./studio/apps.ts";
import { createDomains } from "./studio/domains.ts";
import { createSignIn } from "./studio/sign-in.ts";
import { createSpaces } from "./studio/spaces.ts";
import { createTags } from "./studio/tags.ts";
import { createUserProfiles } from "./studio/user-profiles.ts";

/** The control plane of Studio in one Region, over the SageMaker API. */
export function createStudio(session: AwsSession): Studio {
  const client = session.client(SageMakerClient);
  const call = session.call("SageMaker");
  return {
    region: session.region,
    ...createDomains(client, call),
    ...createUserProfiles(client, call),
    ...createSpaces(client, call),
    ...createApps(client, call),
    ...createTags(client, call),
    ...createSignIn(client, call),
  };
}
