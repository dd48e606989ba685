import type { Observation } from "../core/idle/facts.ts";
import type { ActivitySource } from "../core/domain/domain.ts";

/**
 * Reads what runs behind a server app that is InService already: probing another could start one (service-facts: The Jupyter server).
 * One sign-in per server and invocation, however often it is asked; every call reads afresh. Canvas is asked by its metric.
 */
export interface ActivityProbe {
  /**
   * `signInAs` is the user profile to sign in with: the owner of the apps, or of the space.
   * Never rejects except for an aborted signal and credentials that are not valid (`no-credentials`): what could not be
   * read is `seen: false` with the reason.
   */
  observe(source: ActivitySource, signInAs: string, signal?: AbortSignal): Promise<Observation>;
}
