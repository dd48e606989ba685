/** Creates something on first use. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** The same for each key. */
export function onceEach<T>(make: (key?: string) => Promise<T>): (key?: string) => Promise<T> {
  const made = new Map<string | undefined, Promise<T>>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
}
