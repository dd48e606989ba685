import { StudioctlError } from "../errors.ts";
import { beginMark, endMark, type Entry, type Notation, shellCommand, type Texts } from "./entry.ts";

export function serviceUnit(name: string): string {
  return `studioctl-auto-shutdown-${name}.service`;
}

export function timerUnit(name: string): string {
  return `studioctl-auto-shutdown-${name}.timer`;
}

/** The name of the entry whose timer that file is; undefined for other files. */
export function timerName(file: string): string | undefined {
  return /^studioctl-auto-shutdown-([A-Za-z0-9][\w-]*)\.timer$/.exec(file)?.[1];
}

/** The entry is two unit files, a service and the timer that starts it. */
export const systemd: Notation = {
  print: (entry) => joined(units(entry)),
  add(texts, entry) {
    requireOwn(texts, entry.name);
    return units(entry);
  },
  remove(texts, name) {
    requireOwn(texts, name);
    return { [serviceUnit(name)]: undefined, [timerUnit(name)]: undefined };
  },
  find(texts, name) {
    requireOwn(texts, name);
    return joined(texts) || undefined;
  },
};

function units(entry: Entry): Texts {
  const description = `Description=Stop idle SageMaker Studio apps (studioctl, ${entry.name})`;
  return {
    [serviceUnit(entry.name)]: marked(entry.name, [
      "[Unit]",
      description,
      "",
      "[Service]",
      "Type=oneshot",
      `ExecStart=/bin/sh -c ${execWord(shellCommand(entry))}`,
    ]),
    [timerUnit(entry.name)]: marked(entry.name, [
      "[Unit]",
      description,
      "",
      "[Timer]",
      `OnCalendar=${entry.interval.calendar}`,
      "Persistent=true",
      "",
      "[Install]",
      "WantedBy=timers.target",
    ]),
  };
}

/** A word of ExecStart=: quotes and backslashes as in C, % against specifiers, $ against variables (systemd.service(5)). */
function execWord(word: string): string {
  const escaped = word
    .replaceAll(/["\\]/g, String.raw`\$&`)
    .replaceAll("%", "%%")
    .replaceAll("$", "$$$$");
  return `"${escaped}"`;
}

function marked(name: string, lines: readonly string[]): string {
  return `${[beginMark(name), ...lines, endMark(name)].join("\n")}\n`;
}

function requireOwn(texts: Texts, name: string): void {
  for (const [file, text] of Object.entries(texts)) {
    if (text === undefined || text.startsWith(`${beginMark(name)}\n`)) continue;
    throw new StudioctlError("invalid", `${file} exists already, and was not written by studioctl`, {
      why: `it does not begin with "${beginMark(name)}"`,
      fix: "choose another --name",
    });
  }
}

/** The unit files one after the other, each under its name. */
function joined(texts: Texts): string {
  const files = Object.entries(texts).filter(([, text]) => text !== undefined);
  return files.map(([file, text]) => `# ${file}\n${text}`).join("\n");
}
