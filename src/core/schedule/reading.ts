import type { SchedulerKind } from "./entry.ts";
import { scheduledWord } from "./word.ts";
import { type Interval, findInterval } from "./interval.ts";

/** An entry as it was installed, read back from the texts that `Notation.find` gives. */
export interface InstalledEntry {
  readonly name: string;
  readonly kind: SchedulerKind;
  /** Undefined where the times were changed by hand to ones that `schedule` does not write. */
  readonly interval: Interval | undefined;
  /** The words that start the program, by absolute paths. */
  readonly program: readonly string[];
  /** The words given to the program: `auto-shutdown run …`. */
  readonly words: readonly string[];
  /** Undefined in an entry of an early version, whose runs leave no record. */
  readonly log: string | undefined;
}

/** Reads an entry back; what was changed by hand is read as far as it can be. */
export function readEntry(kind: SchedulerKind, name: string, text: string): InstalledEntry {
  const { times, command } = kind === "cron" ? ofCron(text) : ofSystemd(text);
  const all = shellWords(command);
  const words = all.slice(all.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)));
  const marker = words.indexOf(scheduledWord);
  const [program, rest] =
    marker === -1
      ? [words.slice(0, words.indexOf("auto-shutdown")), words.slice(words.indexOf("auto-shutdown"))]
      : [words.slice(0, marker), words.slice(marker + 3)];
  return { name, kind, interval: findInterval(kind, times), program, words: rest, log: marker === -1 ? undefined : words[marker + 2] };
}

interface Line {
  readonly times: string;
  readonly command: string;
}

function ofCron(text: string): Line {
  const line = text.split("\n").find((one) => !one.startsWith("#")) ?? "";
  const [, times = "", command = ""] = /^((?:\S+\s+){4}\S+)\s+(.*)$/s.exec(line) ?? [];
  return { times, command: command.replaceAll(String.raw`\%`, "%") };
}

function ofSystemd(text: string): Line {
  const lines = text.split("\n");
  const times = lines.find((line) => line.startsWith("OnCalendar="))?.slice("OnCalendar=".length) ?? "";
  const [, written = ""] = /^ExecStart=\/bin\/sh -c "(.*)"$/s.exec(lines.find((line) => line.startsWith("ExecStart=")) ?? "") ?? [];
  const command = written.replaceAll(
    /\\(.)|%(%)|\$(\$)/gs,
    (_match, ...kept: (string | undefined)[]) => kept.slice(0, 3).find((sign) => sign !== undefined) ?? "",
  );
  return { times, command };
}

/** The words of a line that `shellCommand` has written: bare, in single quotes, or behind a backslash. */
function shellWords(command: string): string[] {
  const words = command.match(/(?:'[^']*'|\\.|[^ '\\])+/gs) ?? [];
  return words.map((word) =>
    word.replaceAll(/'([^']*)'|\\(.)/gs, (_match, quoted: string | undefined, sign: string | undefined) => quoted ?? sign ?? ""),
  );
}
