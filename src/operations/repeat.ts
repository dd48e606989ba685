import type { Clock } from "../ports/clock.ts";

/**
 * Does the work again and again, a round beginning `everyMs` after the one before it began, or at once where that took
 * longer. `round` is given its number from 1 and says whether to go on. Resolves when a round says no, or to
 * `between` when aborted while waiting for the next.
 */
export async function repeat(
  clock: Clock,
  everyMs: number,
  signal: AbortSignal,
  round: (number: number) => Promise<boolean>,
): Promise<"between" | "within"> {
  for (let number = 1; ; number += 1) {
    const began = clock.now().getTime();
    if (!(await round(number))) return "within";
    try {
      await clock.sleep(Math.max(0, began + everyMs - clock.now().getTime()), signal);
    } catch (error) {
      if (signal.aborted) return "between";
      throw error;
    }
  }
}
