import { formatDuration } from "../duration.ts";
import { usageError } from "../errors.ts";
import type { SchedulerKind } from "./entry.ts";

/** How often a sweep runs, as each scheduler writes it. */
export interface Interval {
  readonly milliseconds: number;
  /** The five time fields of a crontab line (crontab(5)). */
  readonly cron: string;
  /** OnCalendar= of a systemd timer (systemd.time(7)). */
  readonly calendar: string;
}

const minute = 60_000;
const hour = 60 * minute;

/** What divides an hour or a day evenly, and a day: cron repeats by the clock, so nothing else comes at equal distances. */
const intervals: readonly Interval[] = [
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((n) => ({ milliseconds: n * minute, cron: `${every(n)} * * * *`, calendar: `*:0/${n}` })),
  ...[1, 2, 3, 4, 6, 8, 12].map((n) => ({ milliseconds: n * hour, cron: `0 ${every(n)} * * *`, calendar: `0/${n}:00` })),
  { milliseconds: 24 * hour, cron: "0 0 * * *", calendar: "00:00" },
];

function every(n: number): string {
  return n === 1 ? "*" : `*/${n}`;
}

/** The interval of that length; a usage error that names the nearest one where there is none. */
export function intervalOf(milliseconds: number): Interval {
  const found = intervals.find((interval) => interval.milliseconds === milliseconds);
  if (found !== undefined) return found;
  const distance = (interval: Interval) => Math.abs(interval.milliseconds - milliseconds);
  const nearest = intervals.reduce((best, interval) => (distance(interval) < distance(best) ? interval : best));
  throw usageError(`a schedule cannot repeat every ${formatDuration(milliseconds)}`, {
    why: "intervals follow the clock: use a divisor of an hour, a divisor of a day, or 1d",
    fix: `the nearest is ${formatDuration(nearest.milliseconds)}`,
  });
}

/** The interval that a scheduler's own notation of times stands for; undefined for any other times. */
export function findInterval(kind: SchedulerKind, times: string): Interval | undefined {
  return intervals.find((interval) => (kind === "cron" ? interval.cron : interval.calendar) === times);
}
