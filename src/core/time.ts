import { usageError } from "./errors.ts";

const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:\d\d)?$/;

/** An ISO 8601 time as typed; without an offset it is this machine's local time, a date alone its midnight. Else a usage error. */
export function parseTime(text: string): Date {
  const [, day, time = "00:00", offset = ""] = form.exec(text) ?? [];
  const date = new Date(day === undefined ? Number.NaN : `${day}T${time}${offset}`);
  if (!Number.isNaN(date.getTime())) return date;
  throw usageError(`"${text}" is not a time`, { fix: "write it as 2026-11-30T18:00, 2026-11-30T18:00Z or 2026-11-30" });
}
