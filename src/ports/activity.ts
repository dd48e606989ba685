import type { Observation } from "../core/idle/facts.ts";
import type { ActivitySource } from "../core/domain/domain.ts";

/**
 * Reads the activity of a server app that is InService: a request to another one could start it (service-facts: The Jupyter server).
 * One sign-in per server and invocation; every call reads again. For Canvas it reads the metric.
 */
export interface ActivityProbe {
  /**
   * `signInAs` is the user profile to sign in with: the owner of the apps, or of the space. Rejects only for an aborted signal and invalid
   * credentials (`no-credentials`): otherwise a failed read is `seen: false` with the reason.
   */
  observe(source: ActivitySource, signInAs: string, signal?: AbortSignal): Promise<Observation>;
}
