import pMap from "p-map";
import { concurrency } from "../core/concurrency.ts";
import { grouped } from "../core/collections.ts";
import { isError } from "../core/errors.ts";

/** Two ways to read the same items. */
export interface Ways<Item, Seen> {
  /** All that there is, as pages arrive; what is not waited for too. */
  readonly list: () => AsyncIterable<Seen>;
  /** The items that one call reads have the same key. */
  readonly keyOf: (item: Item) => string;
  /** What one call shows of an item, and of the others with its key. */
  readonly read: (item: Item) => Promise<readonly Seen[]>;
  /** How many items the list has at the least, as far as is known. */
  readonly atLeast: number;
}

/** The largest page of a list call (service-facts: The wire). */
const pageSize = 100;

/**
 * Returns a function that reads the given items by whichever takes fewer calls: the pages of the list, or one call for each key. A list of
 * unknown length is abandoned after as many pages as there are keys; its length is known from then on. The list is used too if these
 * credentials may not read one.
 */
export function fewestReads<Item, Seen>({ list, keyOf, read, atLeast }: Ways<Item, Seen>): (pending: readonly Item[]) => Promise<Seen[]> {
  let length = atLeast;
  let isDenied = false;

  /** The whole list, or undefined if it fills so many pages: it may have another one, which is not read. */
  async function listed(pages: number): Promise<Seen[] | undefined> {
    const seen: Seen[] = [];
    for await (const item of list()) {
      seen.push(item);
      if (seen.length < pages * pageSize) continue;
      length = Math.max(length, seen.length + 1);
      return undefined;
    }
    length = seen.length;
    return seen;
  }

  async function readEach(items: readonly Item[]): Promise<Seen[] | undefined> {
    try {
      return (await pMap(items, read, { concurrency })).flat();
    } catch (error) {
      if (!isError(error, "denied")) throw error;
      isDenied = true;
      return undefined;
    }
  }

  return async (pending) => {
    const firsts = [...grouped(pending, keyOf).values()].map(([first]) => first);
    const calls = firsts.length;
    const mayList = isDenied || (calls > 1 && Math.ceil(length / pageSize) <= calls);
    const whole = mayList ? await listed(isDenied ? Infinity : calls) : undefined;
    return whole ?? (await readEach(firsts)) ?? (await listed(Infinity)) ?? [];
  };
}

/**
 * Reads some items once, without knowing how long the list is: up to ten side by side one by one, more as `fewestReads` does. Ten calls at once
 * take the time of one page.
 */
export async function readOnce<Item, Seen>(ways: Omit<Ways<Item, Seen>, "atLeast">, items: readonly Item[]): Promise<Seen[]> {
  const firsts = [...grouped(items, ways.keyOf).values()].map(([first]) => first);
  if (firsts.length > concurrency) return await fewestReads({ ...ways, atLeast: 0 })(firsts);
  return (await Promise.all(firsts.map(ways.read))).flat();
}
