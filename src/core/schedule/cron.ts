import { StudioctlError } from "../errors.ts";
import { type Entry, type Notation, type Texts, beginMark, endMark } from "./entry.ts";
import { shellCommand } from "./shell.ts";

/** The one text there is: all lines of the user's crontab. */
export const crontab = "crontab";

/** A line of the crontab between two marks. Every other line stays as it is, byte for byte. */
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

function block(entry: Entry): string {
  const command = escapePercent(shellCommand(entry));
  return `${[beginMark(entry.name), `${entry.interval.cron} ${command}`, endMark(entry.name)].join("\n")}\n`;
}

/**
 * Cron turns % into a line break, and a backslash before it is taken away (crontab(5)). A backslash of the command's own
 * before a % would take that one's place: the quotes around it, which `shellWord` has set, are closed and opened again.
 */
function escapePercent(command: string): string {
  return command.replaceAll(String.raw`\%`, String.raw`\''%`).replaceAll("%", String.raw`\%`);
}

/** The crontab in three parts: the block of that name, and what is before and after it. */
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
  return new StudioctlError("invalid", `the crontab's lines of "${name}" are not as they were written`, {
    why: `one line is expected between "${beginMark(name)}" and "${endMark(name)}", and each of these once`,
    fix: "take them out with crontab -e, then run this again",
  });
}
