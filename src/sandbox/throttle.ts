/**
 * A token bucket that holds one second's worth of requests. Returns whether the request at `now` (epoch
 * milliseconds) may pass at that rate; a rate of 0 lets everything pass.
 */
export function createThrottle(): (now: number, requestsPerSecond: number) => boolean {
  let tokens = Number.POSITIVE_INFINITY;
  let filledAt = 0;
  return (now, requestsPerSecond) => {
    if (requestsPerSecond === 0) return true;
    const capacity = Math.max(1, requestsPerSecond);
    tokens = Math.min(capacity, tokens + (Math.max(0, now - filledAt) / 1000) * requestsPerSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
