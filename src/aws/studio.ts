import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Studio } from "../ports/studio.ts";
import type { Trace } from "../ports/trace.ts";
import { type LeftOut, createCall } from "./call.ts";
import { createApps } from "./studio/apps.ts";
import { createDomains } from "./studio/domains.ts";
import { createSignIn } from "./studio/sign-in.ts";
import { createSpaces } from "./studio/spaces.ts";
import { createTags } from "./studio/tags.ts";
import { createUserProfiles } from "./studio/user-profiles.ts";

/**
 * The control plane of Studio in one Region, over the SageMaker API. Rejects with StudioctlErrors only;
 * aborting `signal` ends every call at once, with the signal's reason where that is a StudioctlError.
 */
export function createStudio(client: SageMakerClient, region: string, signal: AbortSignal, trace?: Trace, leftOut?: LeftOut): Studio {
  const site = { service: "SageMaker", region, profile: client.config.profile };
  const call = createCall(site, signal, trace, leftOut);
  return {
    region,
    ...createDomains(client, call),
    ...createUserProfiles(client, call),
    ...createSpaces(client, call),
    ...createApps(client, call),
    ...createTags(client, call),
    ...createSignIn(client, call),
  };
}
