import { formatDuration } from "../core/duration.ts";
import { StudioctlError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";

export interface Waiting {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;
const growth = 1.4;

/**
 * Asks again and again, with growing pauses of 1 to 10 seconds, until `check` gives a value.
 * Rejects with `timeout`, naming what was waited for, or with `interrupted`.
 */
export async function waitFor<T>(
  clock: Clock,
  what: string,
  { timeoutMs, signal }: Waiting,
  check: () => Promise<T | undefined>,
  /** What is to be known of it when the time is up. */
  late = "the change was accepted and goes on",
): Promise<T> {
  const end = clock.now().getTime() + timeoutMs;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * growth, longestPauseMs)) {
    signal?.throwIfAborted();
    const value = await check();
    if (value !== undefined) return value;
    const left = end - clock.now().getTime();
    if (left <= 0) {
      throw new StudioctlError("timeout", `gave up waiting for ${what} after ${formatDuration(timeoutMs)}`, {
        why: late,
        fix: "wait longer with --timeout 40m, or do not wait with --no-wait",
      });
    }
    await clock.sleep(Math.min(pause, left), signal);
  }
}
