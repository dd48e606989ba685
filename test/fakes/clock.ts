import type { Clock } from "../../src/ports/clock.ts";

export interface FakeClock extends Clock {
  advance(milliseconds: number): void;
  /** How long each sleep was, in milliseconds. */
  readonly sleeps: readonly number[];
}

/** A clock that stands still but for `advance` and for sleeping, which takes no real time but lets all that is ready go first. */
export function fakeClock(start: Date | string = "2026-03-02T12:00:00Z"): FakeClock {
  let now = new Date(start).getTime();
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => new Date(now),
    advance(milliseconds) {
      now += milliseconds;
    },
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      await new Promise((resolve) => void setImmediate(resolve));
      signal?.throwIfAborted();
      now += milliseconds;
    },
    random: () => 0.5,
  };
}
