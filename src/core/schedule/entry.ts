import { usageError } from "../errors.ts";
import type { Interval } from "./interval.ts";

export const schedulerKinds = ["cron", "systemd"] as const;
export type SchedulerKind = (typeof schedulerKinds)[number];

/** A command that a scheduler repeats. */
export interface Entry {
  /** Tells the entries of one machine apart. */
  readonly name: string;
  readonly interval: Interval;
  /** The command's environment beside what the scheduler gives. */
  readonly variables: Readonly<Record<string, string>>;
  /** The command: an absolute path, then its words. */
  readonly words: readonly string[];
  /** Where its runs write what they print: an absolute path. */
  readonly log: string;
}

/** Texts by where they are: the crontab, or unit files. Undefined: there is none. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** How entries are written for one scheduler. Each function is pure; each throws `invalid` rather than touch what is not its own. */
export interface Notation {
  /** The entry alone, to be read or put in place by hand. */
  print(entry: Entry): string;
  /** The texts with the entry in them, in place of the one of its name. */
  add(texts: Texts, entry: Entry): Texts;
  /** The texts without the entry of that name. */
  remove(texts: Texts, name: string): Texts;
  /** The entry of that name as it stands; undefined where there is none. */
  find(texts: Texts, name: string): string | undefined;
}

/** Throws a usage error for a name that could not stand in a marker or a file name. */
export function checkEntryName(name: string, flag: string): void {
  if (!/^[A-Za-z0-9][\w-]{0,62}$/.test(name)) {
    throw usageError(`${flag} does not take "${name}"`, { fix: "letters, digits, - and _, at most 63" });
  }
}

/** The lines around everything that is written, which say whose it is. */
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
