import type { Tag } from "../app/app.ts";
import { usageError } from "../errors.ts";
import type { ProtectTag } from "./policy.ts";

/** The tag that keeps an app: an ISO time, or `forever`. */
export const keepTag = "studioctl:keep";
export const keepForever = "forever";

/** ISO 8601 with its offset; without an offset the time zone would be unknown. A date alone is its midnight in UTC. */
const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Why the tags keep an app now, or undefined. A keep tag with an invalid value keeps the app. */
export function keptByTag(tags: readonly Tag[], protectTags: readonly ProtectTag[], now: Date): string | undefined {
  const keep = keepTagOf(tags);
  const named = tags.find((tag) => protectTags.some(({ Key, Value }) => tag.Key === Key && (Value ?? tag.Value) === tag.Value));
  return (keep && keptUntil(keep.Value, now)) ?? (named && `tag ${named.Key}=${named.Value}`);
}

/** When the keep tag ends; undefined without one, and for one that never does. */
export function keepEnd(tags: readonly Tag[]): Date | undefined {
  return timeIn(keepTagOf(tags)?.Value ?? "");
}

function keepTagOf(tags: readonly Tag[]): Tag | undefined {
  return tags.find((tag) => tag.Key === keepTag);
}

function timeIn(value: string): Date | undefined {
  const time = isoTime.test(value) ? new Date(value) : new Date(Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function keptUntil(value: string, now: Date): string | undefined {
  if (value === keepForever) return `tag ${keepTag}: forever`;
  const end = timeIn(value);
  if (end === undefined) return `tag ${keepTag}: "${value}" is not a time: forever`;
  return end > now ? `tag ${keepTag}: until ${end.toISOString().replace(/\.\d+Z$/, "Z")}` : undefined;
}

const timeForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:\d\d)?$/;

/** An ISO 8601 time as typed; without an offset it is this machine's local time, a date alone its midnight. Else a usage error. */
export function parseTime(text: string): Date {
  const [, day, time = "00:00", offset = ""] = timeForm.exec(text) ?? [];
  const date = new Date(day === undefined ? Number.NaN : `${day}T${time}${offset}`);
  if (!Number.isNaN(date.getTime())) return date;
  throw usageError(`"${text}" is not a time`, { fix: "write it as 2026-11-30T18:00, 2026-11-30T18:00Z or 2026-11-30" });
}
