import { type AppKey, ownerOf } from "./app.ts";

/** The log group that every Studio app of a Region writes to (service-facts: Logs). */
export const studioLogGroup = "/aws/sagemaker/studio";

/** The streams of one app: what it wrote itself, and what its lifecycle config wrote while it started (service-facts: Logs). */
export interface AppStreams {
  readonly app: string;
  readonly lifecycle: string;
}

export function streamsOf(key: AppKey): AppStreams {
  const owner = ownerOf(key);
  const name = "SpaceName" in owner ? owner.SpaceName : owner.UserProfileName;
  const app = `${key.DomainId}/${name}/${key.AppType}/${key.AppName}`;
  return { app, lifecycle: `${app}/LifecycleConfigOnStart` };
}
