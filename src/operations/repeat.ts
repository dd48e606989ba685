import type { Clock } from "../ports/clock.ts";

/**
 * Repeats work: each round begins `everyMs` after the start of the one before, or at once if that took longer. `round` gets its number from
 * 1 and returns whether to continue. Resolves when a round returns false, or to `between` when aborted between rounds.
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
