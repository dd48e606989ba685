import type { Tag } from "./app/app.ts";
import { usageError } from "./errors.ts";
import { patterns } from "./service-model.ts";
import type { Difference } from "./settings/difference.ts";

/** Tags that a resource of the service may have (SageMaker API: TagList). */
export const mostTags = 50;

const longest = { key: 128, value: 256 } as const;

/**
 * `KEY=VALUE`, texts as tags. Throws a usage error for what the service would reject: a wrong form, character or length, a duplicate key, a
 * key reserved for AWS, more than 50 tags. `flag` is `--tag`.
 */
export function parseTags(texts: readonly string[], flag: string): readonly Tag[] {
  const tags = texts.map((text) => parseTag(text, flag));
  if (tags.length > mostTags)
    throw usageError(`${flag} was given ${tags.length} times`, { why: `a resource has at most ${mostTags} tags` });
  const twice = tags.find(({ Key }, i) => tags.findIndex((tag) => tag.Key === Key) !== i);
  if (twice !== undefined) throw usageError(`${flag} has "${twice.Key}" twice`, { fix: "give each key once" });
  return tags;
}

function parseTag(text: string, flag: string): Tag {
  const [, Key = "", Value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (Key === "") throw usageError(`${flag} does not take "${text}"`, { fix: "KEY=VALUE" });
  checkPart(Key, longest.key, patterns.TagKey, `${flag}: the key`);
  checkPart(Value, longest.value, patterns.TagValue, `${flag}: the value`);
  if (/^aws:/i.test(Key)) throw usageError(`${flag} does not take "${text}"`, { why: "keys that begin with aws: are reserved for AWS" });
  return { Key, Value };
}

function checkPart(part: string, most: number, pattern: RegExp, what: string): void {
  if (part.length > most) throw usageError(`${what} "${part}" is ${part.length} characters long`, { fix: `at most ${most}` });
  if (!pattern.test(part))
    throw usageError(`${what} "${part}" has a character that is not allowed in tags`, {
      fix: "letters, digits, spaces and _ . : / = + - @",
    });
}

/** The requested tags that are missing or have another value, and the differences. Other tags stay. */
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
