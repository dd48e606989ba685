import { type StudioctlError, isError } from "../../core/errors.ts";
import { noWayIn, reportWays } from "../../core/remote/ways.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RemoteSession, RemoteSessions } from "../../ports/remote-sessions.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeSpace } from "../space/describe.ts";
import { checks, growingPauses } from "../waiters.ts";
import { findTarget } from "./find-target.ts";
import { gatherFacts } from "./gather.ts";

export interface SessionPorts {
  readonly studio: Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;
  readonly sessions: RemoteSessions;
  readonly clock: Clock;
}

/** How long a space that has just started may take to be registered, and the first pause; each is half as long again (service-facts: Remote access). */
const registrationMs = 60_000;
const pauses = { firstMs: 1_500, growth: 1.5, longestMs: registrationMs };

/**
 * Starts a session with the container of a space. Costs one call besides StartSession; obstacles are looked up only when the service
 * refuses. Rejects with `not-found`, with the obstacles of ssh and the command that fixes them, and with errors of StartSession: an
 * internal failure is retried for a minute.
 */
export async function startSession(
  { studio, sessions, clock }: SessionPorts,
  space: { readonly DomainId: string; readonly SpaceName: string },
  signal: AbortSignal,
): Promise<RemoteSession> {
  const { SpaceArn } = await describeSpace({ studio }, space);
  let refused: StudioctlError | undefined;
  for await (const _ of checks(clock, { timeoutMs: registrationMs, signal }, growingPauses(pauses))) {
    try {
      return await sessions.startSession(SpaceArn);
    } catch (error) {
      if (!isError(error, "unavailable", "failed", "invalid", "not-found", "in-use", "not-ready")) throw error;
      if (refused === undefined) await refuseWhatCannotBe({ studio }, space);
      refused = error;
      if (!isRegistering(error)) break;
    }
  }
  throw refused;
}

/** Whether an error is the service's answer before a space is registered; a failed connection has no service code. */
function isRegistering(error: StudioctlError): boolean {
  return error.code === "unavailable" && error.serviceCode !== undefined;
}

/** Rejects with the obstacles of a session, if there are any. */
async function refuseWhatCannotBe(
  { studio }: Pick<SessionPorts, "studio">,
  { DomainId, SpaceName }: { readonly DomainId: string; readonly SpaceName: string },
): Promise<void> {
  const facts = await findTarget({ studio }, { text: SpaceName, space: SpaceName }, DomainId)
    .then((target) => gatherFacts({ studio }, target))
    // If the lookup fails, the service's own error is reported.
    .catch(() => undefined);
  if (facts === undefined) return;
  const reports = reportWays(facts, ["ssh"]);
  if (reports.some(({ obstacles }) => obstacles.length > 0)) throw noWayIn(facts, reports);
}
