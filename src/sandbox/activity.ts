import type { Activity } from "./jupyter-state.ts";

/** When something last moved, in milliseconds: a moment, or the last beat of a rhythm. */
export function lastMoved(activity: Activity, now: number): number {
  if ("at" in activity) return activity.at;
  const period = activity.everySeconds * 1000;
  return Math.floor(now / period) * period;
}
