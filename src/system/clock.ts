import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../ports/clock.ts";

/** Node's timers accept at most 2³¹ - 1 ms, 24 days; with a longer time they fire at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  random: Math.random,
  async sleep(milliseconds, signal) {
    try {
      for (let left = milliseconds; left >= 0; left -= longestTimerMs) {
        await wait(Math.min(left, longestTimerMs), undefined, signal === undefined ? {} : { signal });
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
