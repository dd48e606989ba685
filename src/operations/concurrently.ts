import pMap from "p-map";
import { StudioctlError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { within } from "../core/time-limit.ts";
import type { Progress } from "../ports/progress.ts";

/** Options for work on many items: concurrent calls, progress display, and the signal that ends it early. */
export interface Work {
  readonly concurrency: number;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Applies a function to every item with limited concurrency, and reports progress: `12/200 servers asked`. Rejects when aborted. */
export async function concurrently<T, R>(
  items: Iterable<T>,
  what: string,
  { concurrency, progress, signal }: Work,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const all = [...items];
  let done = 0;
  const step = async (item: T): Promise<R> => {
    const result = await work(item);
    done += 1;
    progress.update(`${done}/${all.length} ${what}`, done / all.length);
    return result;
  };
  return pMap(all, step, { concurrency, ...(signal && { signal }) });
}

/** How long a command waits for an optional service: prices, logs, file systems. Milliseconds. */
const sideServiceMs = 5_000;

/**
 * What `work` resolves to; rejects with `timeout` where that takes longer than `sideServiceMs`, and aborts the signal
 * that `work` was given. `signal` ends it early, with its reason.
 */
export async function withinLimit<T>(
  clock: Pick<Clock, "sleep">,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = () => new StudioctlError("timeout", `no answer within ${sideServiceMs / 1_000} s`);
  return await within(clock, { limitMs: sideServiceMs, signal, late }, work);
}
