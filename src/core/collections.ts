/** All items of an asynchronous list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The items up to the first that matches, inclusive: the pages after it are not read. */
export async function collectUntil<T>(items: AsyncIterable<T>, matches: (item: T) => boolean): Promise<T[]> {
  const read: T[] = [];
  for await (const item of items) {
    read.push(item);
    if (matches(item)) break;
  }
  return read;
}

/** Groups items by a key, in the order in which the keys first appear. */
export function grouped<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Whether a value is an object and not a list, as in JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
