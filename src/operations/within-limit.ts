import { StudioctlError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";

/** How long a command waits for a service that its answer does not need: prices, logs, file systems. Milliseconds. */
export const sideServiceMs = 5_000;

/**
 * What `work` resolves to; rejects with `timeout` where that takes longer than `sideServiceMs`, and aborts the signal
 * that `work` was given. `signal` ends it early, with its reason.
 */
export async function withinLimit<T>(
  clock: Pick<Clock, "sleep">,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const limited = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  const tooLate = clock.sleep(sideServiceMs, limited).then((): never => {
    throw new StudioctlError("timeout", `no answer within ${sideServiceMs / 1_000} s`);
  });
  try {
    return await Promise.race([work(limited), tooLate]);
  } finally {
    done.abort();
  }
}
