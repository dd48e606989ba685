/** Work that must end in time. */
export interface TimeLimit {
  readonly limitMs: number;
  /** Ends it early, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** What it rejects with when the time is up. */
  readonly late: () => Error;
}

/**
 * What `work` resolves to, if that is within the limit by the clock. Rejects at once when the time is up or the signal is aborted;
 * what the work leaves under way is cancelled by the signal that it was given, and never waited for.
 */
export async function within<T>(
  clock: { readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void> },
  { limitMs, signal, late }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const over = new AbortController();
  clock.sleep(limitMs, over.signal).then(
    () => over.abort(late()),
    () => {},
  );
  const either = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  const aborted = new Promise<never>((_, reject) => either.addEventListener("abort", () => reject(either.reason), { once: true }));
  try {
    return await Promise.race([work(either), aborted]);
  } finally {
    over.abort();
  }
}
