import type { Clock } from "../../src/ports/clock.ts";

export interface ManualClock extends Clock {
  /** Moves the time on and wakes whoever has slept enough. */
  advance(milliseconds: number): void;
  /** How many sleep now. */
  readonly sleepers: number;
}

/** A clock that stands still until it is advanced. */
export function manualClock(start: number): ManualClock {
  let now = start;
  const sleeping = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => new Date(now),
    random: () => 0.5,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: now + milliseconds, wake: resolve };
        sleeping.add(sleeper);
        const aborted = (): void => {
          sleeping.delete(sleeper);
          reject(signal?.reason);
        };
        if (signal?.aborted === true) return aborted();
        signal?.addEventListener("abort", aborted, { once: true });
      }),
    advance(milliseconds) {
      now += milliseconds;
      for (const sleeper of sleeping) {
        if (sleeper.until > now) continue;
        sleeping.delete(sleeper);
        sleeper.wake();
      }
    },
    get sleepers() {
      return sleeping.size;
    },
  };
}
