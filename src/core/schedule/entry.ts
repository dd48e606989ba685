import { usageError } from "../errors.ts";
import { shellWord } from "../shell-quoting.ts";
import { formatDuration } from "../time.ts";

export const schedulerKinds = ["cron", "systemd"] as const;
export type SchedulerKind = (typeof schedulerKinds)[number];

/** A scheduled command. */
export interface Entry {
  /** Unique on the machine. */
  readonly name: string;
  readonly interval: Interval;
  /** The command's environment variables, in addition to the scheduler's. */
  readonly variables: Readonly<Record<string, string>>;
  /** The command: an absolute path, then its words. */
  readonly words: readonly string[];
  /** The log of its runs: an absolute path. */
  readonly log: string;
}

/** Texts by location: the crontab, or unit files. Undefined: it does not exist. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** The notation of entries for one scheduler. Each function is pure, and throws `invalid` rather than change text that is not its own. */
export interface Notation {
  /** The entry alone, to be read or installed by hand. */
  print(entry: Entry): string;
  /** The texts with the entry in them, in place of the one of its name. */
  add(texts: Texts, entry: Entry): Texts;
  /** The texts without the entry of that name. */
  remove(texts: Texts, name: string): Texts;
  /** The present entry of that name; undefined if there is none. */
  find(texts: Texts, name: string): string | undefined;
}

/** Throws a usage error for a name that could not stand in a marker or a file name. */
export function checkEntryName(name: string, flag: string): void {
  if (!/^[A-Za-z0-9][\w-]{0,62}$/.test(name)) {
    throw usageError(`${flag} does not take "${name}"`, { fix: "letters, digits, - and _, at most 63" });
  }
}

/** The lines that mark the beginning and end of an entry. */
export function beginMark(name: string): string {
  return `# studioctl auto-shutdown begin ${name}`;
}

/** The names in all marks of a text. */
export function markedNames(text: string): readonly string[] {
  return [...text.matchAll(/^# studioctl auto-shutdown begin ([A-Za-z0-9][\w-]*)\s*$/gm)].map(([, name = ""]) => name);
}

export function endMark(name: string): string {
  return `# studioctl auto-shutdown end ${name}`;
}

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

/** Divisors of an hour or a day, and a day: cron matches clock times, so other intervals would be uneven. */
const intervals: readonly Interval[] = [
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((n) => ({ milliseconds: n * minute, cron: `${every(n)} * * * *`, calendar: `*:0/${n}` })),
  ...[1, 2, 3, 4, 6, 8, 12].map((n) => ({ milliseconds: n * hour, cron: `0 ${every(n)} * * *`, calendar: `0/${n}:00` })),
  { milliseconds: 24 * hour, cron: "0 0 * * *", calendar: "00:00" },
];

function every(n: number): string {
  return n === 1 ? "*" : `*/${n}`;
}

/** The interval of that length; throws a usage error that names the nearest one if there is none. */
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

/** The interval for a scheduler's notation of times; undefined for any other times. */
export function findInterval(kind: SchedulerKind, times: string): Interval | undefined {
  return intervals.find((interval) => (kind === "cron" ? interval.cron : interval.calendar) === times);
}

/** The line of `sh` that runs an entry's command in its environment. `quote` writes a word. */
export function shellCommand(
  { variables, words }: Pick<Entry, "variables" | "words">,
  quote: (word: string) => string = shellWord,
): string {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
  return [...assignments, ...words.map(quote)].join(" ");
}
