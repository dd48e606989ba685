import { usageError } from "./errors.ts";

/** The shells that a printed command line is quoted for. */
export type Shell = "posix" | "fish" | "powershell" | "cmd";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The shell that the user probably pastes a line into. On Windows, Git Bash sets SHELL, and PowerShell alone adds the user's
 * folder of modules, below Documents, to PSModulePath (about_PSModulePath); PowerShell elsewhere sets PSModulePath as well.
 */
export function shellOf(env: Environment, platform: string): Shell {
  const modules = env["PSModulePath"];
  if (platform !== "win32" && modules) return "powershell";
  if (/[/\\]fish(?:\.exe)?$/.test(env["SHELL"] ?? "")) return "fish";
  if (platform !== "win32" || env["SHELL"]) return "posix";
  return /[/\\]Documents[/\\]/i.test(modules ?? "") ? "powershell" : "cmd";
}

/** Quotes a word for that shell if needed. */
export function quotedFor(shell: Shell, word: string): string {
  return isPlain[shell].test(word) ? word : quote[shell](word);
}

const isPlain: Readonly<Record<Shell, RegExp>> = {
  // zsh expands a word that begins with = to the path of a command.
  posix: /^(?!=)[\w@%+=:,./-]+$/,
  fish: /^[\w@+=:,./-]+$/,
  // A comma makes a list, @ and % are special, and -a.b is split.
  powershell: /^(?:[\w+=:/\\][\w+=:./\\-]*|-[\w=/-]*)$/,
  cmd: /^[\w@+:./\\-]+$/,
};

const quote: Readonly<Record<Shell, (word: string) => string>> = {
  // A line break in single quotes would split the line.
  posix: (word) =>
    /\p{Cc}/u.test(word)
      ? `$'${word.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(/\p{Cc}/gu, octal)}'`
      : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  fish: (word) => `'${word.replaceAll(/[\\']/g, String.raw`\$&`)}'`.replaceAll(/\p{Cc}/gu, (sign) => `'\\x${hex(sign)}'`),
  powershell: (word) => `'${word.replaceAll("'", "''")}'`,
  // As a C program reads its arguments: a backslash counts before a quote only (Parsing C command-line arguments).
  cmd: (word) => `"${word.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, "$1$1")}"`,
};

function octal(sign: string): string {
  return [...new TextEncoder().encode(sign)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

function hex(sign: string): string {
  return sign.charCodeAt(0).toString(16).padStart(2, "0");
}

/** A word as a POSIX shell reads it back: as it is where that is safe, else in single quotes. */
export function shellWord(word: string): string {
  if (/\p{Cc}/u.test(word)) {
    throw usageError(`${JSON.stringify(word)} cannot be scheduled`, { why: "it contains a line break or another control character" });
  }
  return quotedFor("posix", word);
}
