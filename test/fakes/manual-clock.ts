import type { Clock } from "../../src/ports/clock.ts";

export interface ManualClock extends Clock {
  /** Ends the sleeps that are over after so many milliseconds, one after another, each with all that follows from it at once. */
  advance(milliseconds: number): Promise<void>;
  /** How long each sleep that is going on was to be, in milliseconds. */
  readonly sleeping: readonly number[];
}

interface Sleep {
  readonly until: number;
  readonly milliseconds: number;
  readonly end: () => void;
}

/** A clock that stands still until a test moves it; sleeps end by that alone, however many go on at once. */
export function manualClock(start: Date | string = "2026-03-02T12:00:00Z"): ManualClock {
  let now = new Date(start).getTime();
  const sleeps = new Set<Sleep>();
  return {
    get sleeping() {
      return [...sleeps].map(({ milliseconds }) => milliseconds);
    },
    now: () => new Date(now),
    random: () => 0.5,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => {
          sleeps.delete(sleep);
          reject(signal?.reason);
        };
        const sleep: Sleep = {
          until: now + milliseconds,
          milliseconds,
          end() {
            sleeps.delete(sleep);
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        sleeps.add(sleep);
        signal?.addEventListener("abort", stop, { once: true });
      });
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = [...sleeps].filter(({ until }) => until <= end).toSorted((a, b) => a.until - b.until);
        if (next === undefined) break;
        now = Math.max(now, next.until);
        next.end();
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
      now = end;
    },
  };
}
