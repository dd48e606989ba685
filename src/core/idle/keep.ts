import type { Tag } from "../app.ts";
import type { ProtectTag } from "./policy.ts";

/** The tag that keeps an app: an ISO time, or `forever`. */
export const keepTag = "studioctl:keep";
export const keepForever = "forever";

/** ISO 8601 with its offset; without one it would be somebody's local time. A date alone is its midnight in UTC. */
const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Why the tags keep an app now, or undefined. A keep tag that cannot be read is honoured. */
export function keptByTag(tags: readonly Tag[], protectTags: readonly ProtectTag[], now: Date): string | undefined {
  const keep = tags.find((tag) => tag.Key === keepTag);
  const named = tags.find((tag) => protectTags.some(({ Key, Value }) => tag.Key === Key && (Value ?? tag.Value) === tag.Value));
  return (keep && keptUntil(keep.Value, now)) ?? (named && `tag ${named.Key}=${named.Value}`);
}

function keptUntil(value: string, now: Date): string | undefined {
  if (value === keepForever) return `tag ${keepTag}: for ever`;
  const end = isoTime.test(value) ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(end.getTime())) return `tag ${keepTag}: "${value}" is no time, so for ever`;
  return end > now ? `tag ${keepTag}: until ${end.toISOString()}` : undefined;
}
