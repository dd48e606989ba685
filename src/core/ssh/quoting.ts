import { usageError } from "../errors.ts";

/** How ssh runs a ProxyCommand: with `exec` in the user's shell, or on Windows as a command line of its own. */
export type ProxyShell = "posix" | "windows";

/**
 * A value of ssh_config that is one word, such as a path: in double quotes if needed, with `\` and `"` escaped (ssh_config(5), "Arguments
 * may optionally be enclosed in double quotes"; misc.c, argv_split). `%` is doubled, for the options that expand tokens. Throws a usage
 * error for `${`, which ssh replaces with an environment variable and which cannot be escaped, and for control characters.
 */
export function configWord(word: string): string {
  requirePlain(word);
  if (word.includes("${")) {
    throw usageError(`"${word}" cannot stand in an ssh configuration`, { why: "ssh replaces ${…} with a variable of the environment" });
  }
  return quotedWord(word.replaceAll("%", "%%"));
}

/** The word of an Include line: a pattern (glob(7)) that matches only that path. Tokens are not expanded there. */
export function includeWord(path: string): string {
  requirePlain(path);
  return quotedWord(path.replaceAll(/[\\*?[\]]/g, String.raw`\$&`));
}

function quotedWord(word: string): string {
  if (/^[\w@%+:,./-]+$/.test(word)) return word;
  return `"${word.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}

/**
 * The words of a ProxyCommand as one value. ssh reads the rest of the line unchanged, expands tokens (so `%` is doubled), and passes it to
 * the user's shell (ssh_config(5), ProxyCommand). In single quotes no shell expands anything; a backslash and an apostrophe are written
 * outside the quotes, so that POSIX shells, fish and csh read the same words.
 */
export function proxyCommand(words: readonly string[], shell: ProxyShell): string {
  for (const word of words) requirePlain(word);
  const quoted = words.map((word) => (shell === "windows" ? windowsWord(word) : posixWord(word)));
  return quoted.join(" ").replaceAll("%", "%%");
}

function posixWord(word: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  return (
    word
      .split(/(['\\!])/)
      .filter((part) => part !== "")
      .map((part) => (/^['\\!]$/.test(part) ? `\\${part}` : `'${part}'`))
      .join("") || "''"
  );
}

/** Words as one command that the remote shell, a POSIX one, takes apart into the same words: sshd hands a command to it as text. */
export function remoteCommand(words: readonly string[]): string {
  return words.map(posixWord).join(" ");
}

function windowsWord(word: string): string {
  if (word.includes('"')) throw usageError(`"${word}" cannot stand in a ProxyCommand`, { why: "it holds a double quote" });
  return /^[\w@%+:,./\\-]+$/.test(word) ? word : `"${word.replace(/(\\+)$/, "$1$1")}"`;
}

function requirePlain(word: string): void {
  if (!/\p{Cc}/u.test(word)) return;
  throw usageError(`${JSON.stringify(word)} cannot stand in an ssh configuration`, {
    why: "it holds a line break or another control character",
  });
}
