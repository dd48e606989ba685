import { formatDuration } from "../../core/time.ts";
import type { Column, Tone } from "../../output/column.ts";

const bad = /Failed$|FAILED$|^error$/;
const moving = /ing$|ING$/;

/** The tone of a status, the same everywhere. */
export function statusTone(status: string): Tone {
  if (bad.test(status)) return "bad";
  if (moving.test(status)) return "warn";
  return /^deleted$/i.test(status) ? "dim" : "good";
}

export function statusColumn<T extends { readonly Status: string }>(): Column<T> {
  return { header: "STATUS", value: (row) => row.Status, tone: (row) => statusTone(row.Status) };
}

/** The state of an EFS resource, which has its own member for the status. */
export const lifeCycleColumn: Column<{ readonly LifeCycleState: string }> = {
  header: "STATUS",
  value: (row) => row.LifeCycleState,
  tone: (row) => statusTone(row.LifeCycleState),
};

/** How long ago something was created: `3h 12m`. */
export function ageColumn<T extends { readonly CreationTime: Date }>(now: Date): Column<T> {
  return { header: "AGE", value: (row) => age(row.CreationTime, now), align: "right", droppable: true };
}

export function createdColumn<T extends { readonly CreationTime: Date }>(): Column<T> {
  return { header: "CREATED", value: (row) => isoTime(row.CreationTime), wide: true };
}

/** Two significant digits for an age: `9h 59m`, then `10h`. */
export function age(time: Date, now: Date): string {
  const [largest = "", ...rest] = formatDuration(Math.max(0, now.getTime() - time.getTime())).split(" ");
  return Number.parseInt(largest, 10) < 10 ? [largest, ...rest].join(" ") : largest;
}

/** A time, and how long ago that was: `2026-03-01T02:00:00Z (10h ago)`. */
export function timeAndAge(time: Date, now: Date): string {
  return `${isoTime(time)} (${age(time, now)} ago)`;
}

/** ISO 8601 UTC to the second. */
export function isoTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A figure under `$/H`: dollars an hour, with as many digits in every table. */
export function hourlyFigure(usd: number | undefined): string {
  return usd?.toFixed(3) ?? "";
}

/** A sum in dollars an hour: `$0.05/h`. */
export function perHour(usd: number): string {
  return `${dollars(usd)}/h`;
}

/** A sum in dollars, with enough digits to distinguish it from zero. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 3 : 2).replace(/(\.\d\d)0$/, "$1")}`;
}
