/** Days as a policy file writes them, in the order of `Date`. */
export const weekDays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type WeekDay = (typeof weekDays)[number];

/** Hours of the day, by the wall clock of one time zone. */
export interface Hours {
  /** `08:00`, up to `23:59`. */
  readonly from: string;
  /** `19:00`, up to `24:00`; a time that is not after `from` is on the next day. */
  readonly to: string;
  /** An IANA name: `Asia/Seoul`. */
  readonly zone: string;
  /** The days on which they begin. */
  readonly days: readonly WeekDay[];
}

/** Hours in which nothing is stopped. */
export interface QuietHours extends Hours {
  /** True for an invalid time as well: nothing is stopped if the clock is doubtful. */
  covers(moment: Date): boolean;
}

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** Longer than a week, including changes of daylight saving time. */
const horizonMinutes = 8 * dayMinutes;

/** Throws RangeError for an unknown time zone (IANA time zone database, as Node carries it). */
export function quietHours(hours: Hours): QuietHours {
  const { from, to, zone, days } = hours;
  const wall = new Intl.DateTimeFormat("en-US", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const beginsOn = (index: number) => days.some((day) => day === weekDays[(index + weekDays.length) % weekDays.length]);
  return {
    ...hours,
    covers(moment) {
      if (Number.isNaN(moment.getTime())) return true;
      const { day, minute } = wallTime(wall, moment);
      if (begin < end) return minute >= begin && minute < end && beginsOn(day);
      return (minute >= begin && beginsOn(day)) || (minute < end && beginsOn(day - 1));
    },
  };
}

/** The first minute from this moment on outside all quiet hours; undefined if they never end. */
export function quietEnd(all: readonly QuietHours[], moment: Date): Date | undefined {
  const quiet = (at: Date) => all.some((hours) => hours.covers(at));
  if (!quiet(moment)) return moment;
  const thisMinute = Math.floor(moment.getTime() / minuteMs);
  for (let step = 1; step <= horizonMinutes; step++) {
    const at = new Date((thisMinute + step) * minuteMs);
    if (!quiet(at)) return at;
  }
  return undefined;
}

/** In the form of a policy file: `08:00-19:00 Asia/Seoul mon,tue`. */
export function hoursText({ from, to, zone, days }: Hours): string {
  return `${from}-${to} ${zone}${days.length === weekDays.length ? "" : ` ${days.join(",")}`}`;
}

function wallTime(wall: Intl.DateTimeFormat, moment: Date): { readonly day: number; readonly minute: number } {
  const parts = new Map(wall.formatToParts(moment).map(({ type, value }) => [type, value]));
  const day = weekDays.findIndex((name) => name === parts.get("weekday")?.toLowerCase());
  return { day, minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")) };
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}
