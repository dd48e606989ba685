import pMap from "p-map";
import type { Work } from "./region.ts";

/** Does the same to every item, so many at once, and tells how far it is: `12/200 servers asked`. Rejects when aborted. */
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
