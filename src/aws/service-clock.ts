import type { Clock } from "../ports/clock.ts";

/** A smaller difference is only the rounding of the Date header and the latency. */
const noticeableMs = 2_000;

/**
 * A clock whose `now()` is the service's time, as soon as `skewMs` is known, so that ages are right on a machine with a wrong clock.
 * Waiting and randomness are those of `clock`.
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
