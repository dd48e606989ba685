/**
 * Milliseconds from a moment to now. What lies in the future and what is not a time at all happened just now:
 * a doubtful clock never makes an app look idle.
 */
export function msSince(moment: Date, now: Date): number {
  const passed = now.getTime() - moment.getTime();
  return passed > 0 ? passed : 0;
}
