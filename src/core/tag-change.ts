import type { Tag } from "./app/app.ts";
import type { Difference } from "./settings/difference.ts";

/** Those tags of a request that are not there as requested, and how they differ from what is there. Tags that no request names stay. */
export function tagChange(
  present: readonly Tag[],
  requested: readonly Tag[],
): { readonly tags: readonly Tag[]; readonly differences: readonly Difference[] } {
  const before = new Map(present.map(({ Key, Value }) => [Key, Value]));
  const tags = requested.filter(({ Key, Value }) => before.get(Key) !== Value);
  return {
    tags,
    differences: tags.map(({ Key, Value }) => ({
      Setting: `Tags.${Key}`,
      ...(before.has(Key) && { Before: before.get(Key) }),
      After: Value,
    })),
  };
}
