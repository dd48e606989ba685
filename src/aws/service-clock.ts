import type { Clock } from "../ports/clock.ts";

/** Below this, a difference is only the Date header's whole seconds and the way of the answer. */
const noticeableMs = 2_000;

/**
 * A clock whose `now()` is the service's time, as soon as `skewMs` knows it: ages are then right on a
 * machine whose clock is wrong. Waiting and chance stay those of `clock`.
 *
 * @param skewMs the service's time minus this machine's, in milliseconds; 0 while unknown.
 */
export function serviceClock(clock: Clock, skewMs: () => number): Clock {
  return {
    now() {
      const skew = skewMs();
      const now = clock.now();
      return Math.abs(skew) < noticeableMs ? now : new Date(now.getTime() + skew);
    },
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    random: () => clock.random(),
  };
}
