import { isError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AttachedTerminal, RemoteTerminals } from "../../ports/terminals.ts";

/** Between attempts to get a lost connection back, in milliseconds; the last one goes on. */
const delays = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * A new connection to a terminal that is there still: tried until it is, or until the signal ends it. Rejects with `not-found` where the
 * terminal has ended, and with what another attempt would meet too: `denied`, `no-credentials`.
 */
export async function reattach(
  { terminals, clock }: { readonly terminals: RemoteTerminals; readonly clock: Pick<Clock, "sleep"> },
  name: string,
  signal: AbortSignal,
): Promise<AttachedTerminal> {
  for (let attempt = 0; ; attempt += 1) {
    await clock.sleep(delays[Math.min(attempt, delays.length - 1)] ?? 0, signal);
    try {
      return await terminals.attach(name, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isError(error, "unavailable", "not-ready", "throttled")) throw error;
    }
  }
}
