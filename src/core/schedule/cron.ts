import { StudioctlError, usageError } from "../errors.ts";
import { shellWord } from "../shell-quoting.ts";
import { beginMark, endMark, type Entry, type Notation, shellCommand, type Texts } from "./entry.ts";

/** The key of the only text: all lines of the user's crontab. */
export const crontab = "crontab";

/** The entry is a line of the crontab between two marks. Every other line stays unchanged, byte for byte. */
export const cron: Notation = {
  print: block,
  add(texts, entry) {
    const { before, after } = around(texts, entry.name);
    const start = before === "" || before.endsWith("\n") ? before : `${before}\n`;
    return { [crontab]: `${start}${block(entry)}${after}` };
  },
  remove(texts, name) {
    const { before, after } = around(texts, name);
    return { [crontab]: `${before}${after}` };
  },
  find: (texts, name) => around(texts, name).own,
};

/**
 * The longest command that every cron accepts: 998 characters (Debian 12's cron rejects a longer one with `command too long`, others cut
 * it).
 */
const longestCommand = 998;

function block(entry: Entry): string {
  const command = shellCommand(entry, cronWord);
  const length = Buffer.byteLength(command);
  if (length > longestCommand) throw tooLong(entry, length);
  return `${[beginMark(entry.name), `${entry.interval.cron} ${command}`, endMark(entry.name)].join("\n")}\n`;
}

/** Whether the entry fits into a line of a crontab. */
export function fitsCrontab(entry: Entry): boolean {
  return Buffer.byteLength(shellCommand(entry, cronWord)) <= longestCommand;
}

function tooLong({ words, variables }: Entry, length: number): StudioctlError {
  const longest = [...words, ...Object.values(variables)].reduce((some, other) => (other.length > some.length ? other : some), "");
  return usageError(`the entry is ${length} characters long; a crontab line can have ${longestCommand}`, {
    why: `the longest part is ${longest.length} characters: ${longest.slice(0, 60)}…`,
    fix: "write long settings to a file: --policy FILE; or give --kind systemd, which has no such limit",
  });
}

/**
 * Quotes a word for a crontab. Cron turns % into a line break unless a backslash precedes it, and removes the backslash (crontab(5));
 * BusyBox's cron does neither. Outside quotes `\%` means % in both: with BusyBox, the shell removes the backslash.
 */
function cronWord(word: string): string {
  return word
    .split("%")
    .map((part) => (part === "" && word !== "" ? "" : shellWord(part)))
    .join(String.raw`\%`);
}

/** The variables that the crontab's lines before an entry set for it (crontab(5)); SHELL is what runs it. */
export function variablesAbove(texts: Texts, name: string): Readonly<Record<string, string>> {
  const settings = around(texts, name)
    .before.split("\n")
    .flatMap((line) => {
      const [, , variable, value = ""] = /^\s*(["']?)([A-Za-z_]\w*)\1\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return variable === undefined ? [] : [[variable, value.replace(/^(["'])(.*)\1$/, "$2")] as const];
    });
  return Object.fromEntries(settings);
}

/** Splits the crontab into the block of that name and the parts before and after it. */
function around(texts: Texts, name: string): { readonly before: string; readonly own?: string; readonly after: string } {
  const text = texts[crontab] ?? "";
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const at = (mark: string) => lines.flatMap((line, i) => (line.trimEnd() === mark ? [i] : []));
  const [begins, ends] = [at(beginMark(name)), at(endMark(name))];
  const [begin] = begins;
  if (begin === undefined && ends.length === 0) return { before: text, after: "" };
  if (begin === undefined || begins.length > 1 || ends.length > 1 || ends[0] !== begin + 2) throw damaged(name);
  const part = (from: number, to?: number) => lines.slice(from, to).join("");
  return { before: part(0, begin), own: part(begin, begin + 3), after: part(begin + 3) };
}

function damaged(name: string): StudioctlError {
  return new StudioctlError("invalid", `the crontab lines of "${name}" have been changed`, {
    why: `one line is expected between "${beginMark(name)}" and "${endMark(name)}", and each of these only once`,
    fix: "remove them with crontab -e, then run this command again",
  });
}
