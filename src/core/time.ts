import { usageError } from "./errors.ts";

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** In the order of `form`. */
const lengths = [7 * 86_400_000, ...units.map(([, unit]) => unit)];

const durationForm = /^(?=\d)(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** A hundred years: longer durations could give invalid dates. */
const longest = 36_500 * 86_400_000;

/** Whether `0s` is allowed as a duration: `accepted`, or why it is rejected. */
export type ZeroRule = "accepted" | (string & {});

/** Milliseconds of `90s`, `15m`, `2h`, `1h30m`, `7d`, `2w`. Throws a usage error for anything else, and for `0s` unless accepted. */
export function parseDuration(text: string, zero: ZeroRule = "it must be longer than 0s"): number {
  const parts = durationForm.exec(text)?.slice(1);
  if (parts === undefined) throw notADuration(text, whyNot(text));
  const milliseconds = lengths.reduce((sum, length, index) => sum + Number(parts[index] ?? 0) * length, 0);
  if (milliseconds === 0 && zero !== "accepted") throw usageError(`"${text}" is too short`, { why: zero, fix });
  if (milliseconds > longest) throw notADuration(text, "it is longer than a hundred years");
  return milliseconds;
}

const fix = "write it as 90s, 15m, 2h, 1h30m, 7d or 2w";

function whyNot(text: string): string | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return "a bare number does not say its unit";
  return text.startsWith("-") ? "a duration cannot be negative" : undefined;
}

function notADuration(text: string, why: string | undefined) {
  return usageError(`"${text}" is not a duration`, { why, fix: fix });
}

/**
 * Milliseconds for people, in the largest unit and the one below it: `45s`, `1h 30m`, `3d 4h`.
 * Less than a second, or an invalid number, is `0s`.
 */
export function formatDuration(milliseconds: number): string {
  const largest = units.findIndex(([, unit]) => milliseconds >= unit);
  const [unit, below] = units.slice(largest === -1 ? units.length : largest);
  if (unit === undefined) return "0s";
  const rest = below === undefined ? 0 : Math.floor((milliseconds % unit[1]) / below[1]);
  const whole = `${Math.floor(milliseconds / unit[1])}${unit[0]}`;
  return below === undefined || rest === 0 ? whole : `${whole} ${rest}${below[0]}`;
}

/**
 * Milliseconds from a moment to now. Zero for a time in the future and for an invalid time: a doubtful clock never makes an app look idle.
 */
export function msSince(moment: Date, now: Date): number {
  const passed = now.getTime() - moment.getTime();
  return passed > 0 ? passed : 0;
}
