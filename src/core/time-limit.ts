/** Work that must end in time. */
export interface TimeLimit {
  readonly limitMs: number;
  /** Aborts it early, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** The error when the time is up. */
  readonly late: () => Error;
}

/**
 * Resolves as `work` does if that is within the limit. Rejects at once when the time is up or the signal is aborted; the work is then
 * cancelled by the signal that it was given, and not waited for.
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
  try {
    return await untilAborted(either, work(either));
  } finally {
    over.abort();
  }
}

/** What `work` resolves to. Rejects with the signal's reason once that is aborted, whatever becomes of the work. */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const end = (): void => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    settled.abort();
  }
}
