/* oxlint-disable no-extend-native, typescript/no-unsafe-type-assertion */

/** Methods that call a function for each element, and those that go over the elements themselves. */
const methods = [
  "every",
  "filter",
  "find",
  "findIndex",
  "findLast",
  "findLastIndex",
  "flatMap",
  "forEach",
  "includes",
  "indexOf",
  "map",
  "reduce",
  "reduceRight",
  "some",
  "toSorted",
  "sort",
  "join",
  "concat",
  "slice",
  "flat",
] as const;

type Method = (this: readonly unknown[], ...given: unknown[]) => unknown;

/** Whether a fake is at work, whose visits do not count. */
let isInFake = false;

function outside<T>(work: () => T): T {
  const before = isInFake;
  isInFake = true;
  try {
    return work();
  } finally {
    isInFake = before;
  }
}

/** A fake whose own searches do not count: its methods do all their work before they first wait. */
export function uncounted<T extends object>(fake: T): T {
  return new Proxy(fake, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...given: unknown[]): unknown => {
        const answer: unknown = outside(() => Reflect.apply(member, target, given) as unknown);
        if (typeof answer !== "object" || answer === null || !(Symbol.asyncIterator in answer)) return answer;
        const items = answer as AsyncGenerator<unknown, unknown, unknown>;
        return (async function* () {
          for (;;) {
            const next = await outside(() => items.next());
            if (next.done === true) return;
            yield next.value;
          }
        })();
      };
    },
  });
}

/**
 * How many elements of arrays are visited while some work is done: by the methods of arrays, by loops, by spreads. It does not depend on
 * speed. A search counts the elements up to the one that it finds.
 */
export async function visitsDuring(work: () => Promise<unknown>): Promise<number> {
  const prototype = Array.prototype as unknown as Record<string | symbol, Method>;
  const originals = new Map<string | symbol, Method>([...methods, Symbol.iterator].map((name) => [name, prototype[name] as Method]));
  let visits = 0;
  for (const [name, original] of originals) {
    if (name === Symbol.iterator) continue;
    prototype[name] = function counted(this: readonly unknown[], first: unknown, ...rest: unknown[]) {
      if (typeof first !== "function" || name === "sort" || name === "toSorted") {
        visits += isInFake ? 0 : this.length;
        return original.call(this, first, ...rest);
      }
      const each = first as Method;
      return original.call(
        this,
        function visited(this: readonly unknown[], ...given: unknown[]) {
          visits += isInFake ? 0 : 1;
          return each.apply(this, given);
        },
        ...rest,
      );
    };
  }
  prototype[Symbol.iterator] = function* counted(this: readonly unknown[]) {
    for (let at = 0; at < this.length; at += 1) {
      visits += isInFake ? 0 : 1;
      yield this[at];
    }
  };
  try {
    await work();
    return visits;
  } finally {
    for (const [name, original] of originals) prototype[name] = original;
  }
}
