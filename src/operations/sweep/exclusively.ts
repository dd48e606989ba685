import type { Lock } from "../../ports/lock.ts";

/** What came of work that one process at a time may do. */
export type Exclusive<T> = { readonly done: true; readonly value: T } | { readonly done: false; readonly busy: string };

/** Does the work while holding the locks of all scopes; does nothing where another process holds one, and says which. */
export async function exclusively<T>(lock: Lock, scopes: readonly string[], work: () => Promise<T>): Promise<Exclusive<T>> {
  const [scope, ...others] = scopes;
  if (scope === undefined) return { done: true, value: await work() };
  const release = await lock.acquire(scope);
  if (release === undefined) return { done: false, busy: scope };
  try {
    return await exclusively(lock, others, work);
  } finally {
    await release();
  }
}
