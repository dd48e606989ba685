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
  /** Bounds the items in progress of several works together. */
  readonly gate?: Gate | undefined;
}

/** Does work when its turn comes. The work may not go through the same gate again. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A bound on the work in progress of several parties, such as accounts. Whose turn it is: of those that wait, the party with the least work
 * in progress, so that one that is slow or throttled does not take the places of the others.
 */
export function sharedBound(limit: number): (party: string) => Gate {
  const busy = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  let total = 0;

  const count = (party: string, change: number): void => {
    total += change;
    busy.set(party, (busy.get(party) ?? 0) + change);
  };
  const wakeNext = (): void => {
    const [next] = [...waiting].filter(([, queue]) => queue.length > 0).toSorted(([a], [b]) => (busy.get(a) ?? 0) - (busy.get(b) ?? 0));
    if (next === undefined || total >= limit) return;
    count(next[0], 1);
    next[1].shift()?.();
  };

  return (party) => async (work) => {
    if (total < limit) count(party, 1);
    else {
      const queue = waiting.get(party) ?? [];
      waiting.set(party, queue);
      await new Promise<void>((resolve) => void queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      count(party, -1);
      wakeNext();
    }
  };
}

/** Applies a function to every item with limited concurrency, and reports progress: `12/200 servers asked`. Rejects when aborted. */
export async function concurrently<T, R>(
  items: Iterable<T>,
  what: string,
  { concurrency, progress, signal, gate = (step) => step() }: Work,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const all = [...items];
  let done = 0;
  const part = progress.part?.(all.length);
  const step = async (item: T): Promise<R> => {
    const result = await gate(() => work(item));
    done += 1;
    const text = `${done}/${all.length} ${what}`;
    if (part === undefined) progress.update(text, done / all.length);
    else part.update(done, text);
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
