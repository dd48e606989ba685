import type { Claim } from "../../core/idle/claim.ts";
import type { Holder, Lock } from "../../ports/lock.ts";

/** What came of work that one process at a time may do. */
export type Exclusive<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly place: string; readonly holder: Holder };

/** Does the work while holding a claim on all places; does nothing where another process holds one that overlaps, and says which and who. */
export async function exclusively<T>(lock: Lock, places: readonly string[], claim: Claim, work: () => Promise<T>): Promise<Exclusive<T>> {
  const [place, ...others] = places;
  if (place === undefined) return { done: true, value: await work() };
  const acquired = await lock.acquire(place, claim);
  if (!acquired.held) return { done: false, place, holder: acquired.holder };
  try {
    return await exclusively(lock, others, claim, work);
  } finally {
    await acquired.release();
  }
}
