import pMap from "p-map";
import type { Progress } from "../ports/progress.ts";

/** How work on many items is done: calls in flight, where progress is shown, and what ends it early. */
export interface Work {
  readonly concurrency: number;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Does the same to every item, so many at once, and reports progress: `12/200 servers asked`. Rejects when aborted. */
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
