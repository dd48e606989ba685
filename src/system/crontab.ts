import { StudioctlError } from "../core/errors.ts";
import { crontab } from "../core/schedule/cron.ts";
import { markedNames } from "../core/schedule/entry.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import { type CommandOptions, type Outcome, commandFailed, mustRun, runCommand } from "./command.ts";
import type { Environment } from "./paths.ts";

/**
 * The messages of `crontab -l` for a user without a crontab: of Vixie cron, cronie, dcron and the BSDs, and of BusyBox
 * (miscutils/crontab.c).
 */
const noCrontab = [/^(?:crontab: )?no crontab for /m, /^crontab: can't open '[^'/]*': No such file or directory$/m];

/** Refusals of `crontab`, and their fixes. */
const remedies: readonly (readonly [said: RegExp, fix: (match: RegExpExecArray) => string])[] = [
  [
    /not (?:allowed|authorized) to use this program/,
    () =>
      "ask an administrator to allow it (/etc/cron.allow, /etc/cron.deny); or give --kind systemd; or keep this running: auto-shutdown run --watch 15m --yes",
  ],
  [/can't change directory to '([^']+)'/, ([, folder]) => `as root: mkdir -p ${folder}`],
  [/must be suid/, () => "run this as root, or let an administrator set the bit: chmod u+s on BusyBox"],
  [/command too long/, () => "write long settings to a file: --policy FILE; or give --kind systemd"],
];

/** The user's crontab, through the `crontab` command (crontab(1)). */
export function createCrontab(env: Environment, ifMissing: string): Scheduler {
  // With N, Debian's `crontab -l` shows its three header lines, which must not be written back.
  const options = { env: { ...env, CRONTAB_NOHEADER: "Y" }, ifMissing };

  const read = async (): Promise<string | undefined> => {
    const outcome = await runCommand("crontab", ["-l"], options);
    // After any other error, there may be lines that must not be lost.
    if (outcome.status !== 0 && noCrontab.some((answer) => answer.test(outcome.stderr))) return undefined;
    if (outcome.status !== 0) throw refused(["crontab", "-l"], outcome);
    return await exactly(outcome.stdout, options);
  };

  return {
    async names() {
      return markedNames((await read()) ?? "");
    },
    async read() {
      return { texts: { [crontab]: await read() }, active: true };
    },
    async write(_name, texts) {
      const text = texts[crontab] ?? "";
      // An empty crontab counts as none, as before the first entry.
      const words = text === "" ? ["-r"] : ["-"];
      const outcome = await runCommand("crontab", words, { ...options, input: text });
      if (outcome.status !== 0) throw refused(["crontab", ...words], outcome);
      // BusyBox exits 0 also if it could not write.
      if (((await read()) ?? "") !== text) {
        throw new StudioctlError("failed", "the crontab is not what was written to it", {
          why: outcome.stderr.trim() || "crontab -l prints something else",
          fix: "look at it: crontab -l",
        });
      }
    },
  };
}

/** Debian's `crontab -l` prints a carriage return as `\r` and a backspace as `\b`, which text may contain too; an editor gets the bytes. */
async function exactly(listed: string, options: CommandOptions): Promise<string> {
  if (!/\\[rb]/.test(listed)) return listed;
  const edited = await mustRun("crontab", ["-e"], { ...options, env: { ...options.env, VISUAL: "cat", EDITOR: "cat" } });
  if (edited === listed || edited.replaceAll("\r", String.raw`\r`).replaceAll("\b", String.raw`\b`) === listed) return edited;
  throw new StudioctlError("failed", "the crontab cannot be read byte for byte", {
    why: String.raw`crontab -l prints control characters as \r or \b, and crontab -e gives something else`,
    fix: "take carriage returns and backspaces out with crontab -e, then run this again",
  });
}

function refused(words: readonly string[], outcome: Outcome): StudioctlError {
  for (const [said, fix] of remedies) {
    const match = said.exec(outcome.stderr);
    if (match !== null) return commandFailed(words, outcome, fix(match));
  }
  return commandFailed(words, outcome);
}
