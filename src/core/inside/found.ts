import type { Inside, Unseen } from "../idle/facts.ts";
import type { InsideReading } from "./reading.ts";
import { lastActiveInside, notSeenInside, workInside } from "./work.ts";

/** Two readings of one container, or why there are none. `second` is absent if the first one shows work already. */
export type Look = { readonly seen: true; readonly first: InsideReading; readonly second?: InsideReading } | Unseen;

/**
 * What a look found, at this time of our own clock; `terminalNames` are those that the server lists. Kernels count as seen, because the server lists them. Without a second reading the use
 * of the processor was not compared, so the look shows some of the work, not all.
 */
export function foundInside(look: Look, at: Date, terminalNames?: readonly string[]): Inside {
  if (!look.seen) return look;
  const { first, second = first } = look;
  const compared = look.second !== undefined;
  const notSeen = notSeenInside(first, second, "known").filter((part) => compared || part !== cpuUse);
  const lastActive = lastActiveInside(second);
  return {
    seen: true,
    at,
    work: workInside(first, second, terminalNames),
    complete: compared && notSeen.length === 0,
    ...(lastActive && { lastActive }),
    ...(notSeen.length > 0 && { notSeen }),
  };
}

const cpuUse = "CPU use";
