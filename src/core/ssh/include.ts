import { includeWord } from "./quoting.ts";

/*
 * The Include line in ~/.ssh/config. It is the first line: after a Host or Match line, ssh reads the file only for hosts that match that
 * line (ssh_config(5), Include). Texts here have one character per byte, so that all other bytes stay unchanged.
 */

/** The line that includes a file, by its absolute path. */
export function includeLine(path: string): string {
  return `Include ${bytewise(includeWord(path))}`;
}

/** Whether ssh reads the file for every host. */
export function includes(config: string, path: string): boolean {
  return linesOf(config)
    .slice(0, firstBlock(config))
    .some((line) => isInclude(line, path));
}

/** The configuration with the line at its top, with its own line ends; unchanged if ssh already reads the file. */
export function withInclude(config: string, path: string): string {
  if (includes(config, path)) return config;
  const end = /^[^\n]*\r\n/.test(config) ? "\r\n" : "\n";
  return `${includeLine(path)}${end}${withoutInclude(config, path)}`;
}

/** The configuration without the line that `withInclude` adds, wherever it is; all other bytes stay, also Include lines in another form. */
export function withoutInclude(config: string, path: string): string {
  const added = includeLine(path);
  return linesOf(config)
    .filter((line) => line.replace(/\r?\n$/, "") !== added)
    .join("");
}

/** Those of the given names that its own Host lines have: they cause no error, but also have other settings there. */
export function namedInConfig(config: string, names: readonly string[]): readonly string[] {
  const patterns = new Set(linesOf(config).flatMap((line) => /^\s*host(?:\s*=\s*|\s+)(.*)/i.exec(line)?.[1]?.split(/\s+/) ?? []));
  return names.filter((name) => patterns.has(name));
}

/** The lines of a text with their line ends. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

function firstBlock(config: string): number {
  const at = linesOf(config).findIndex((line) => /^\s*(?:host|match)(?:[\s=]|$)/i.test(line));
  return at === -1 ? Infinity : at;
}

function isInclude(line: string, path: string): boolean {
  const said = /^\s*include(?:\s*=\s*|\s+)(.*?)\s*$/i.exec(line)?.[1];
  return said !== undefined && (said === bytewise(includeWord(path)) || said === `"${bytewise(path)}"` || said === bytewise(path));
}

/** A text as UTF-8, one character per byte. */
function bytewise(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
