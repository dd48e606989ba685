import type { Tone } from "./column.ts";

/* What a shell script is made of, as far as a reader's eye goes: a backslash and what it escapes comes first, as no token. */
const parts: readonly (readonly [tone: Tone | undefined, pattern: string])[] = [
  [undefined, String.raw`\\[^]`],
  ["dim", String.raw`(?<![^\s;&|()])#[^\n]*`],
  ["good", String.raw`<<-?[ \t]*(?<quote>['"]?)(?<end>\w+)\k<quote>[^]*?\n\t*\k<end>(?=\n|$)`],
  ["good", String.raw`\$?'[^']*'|"(?:\\[^]|[^"\\])*"`],
  ["warn", String.raw`\$(?:\w+|\{[^}]*\}|[@*#?$!-])`],
  ["strong", String.raw`(?<![\w./-])(?:if|then|elif|else|fi|for|in|while|until|do|done|case|esac|function|select)(?![\w./=-])`],
];
const token = new RegExp(parts.map(([, pattern], i) => `(?<part${i}>${pattern})`).join("|"), "g");

/** A shell script with its comments, strings, variables and keywords painted; nothing else about it changes. */
export function highlightShell(script: string, paint: (text: string, tone: Tone) => string): string {
  return script.replaceAll(token, (text, ...rest) => {
    const groups: unknown = rest.at(-1);
    const tone = parts.find((_part, i) => Object(groups)[`part${i}`] !== undefined)?.[0];
    // A line at a time: what is painted may be cut at any of its ends.
    return tone === undefined
      ? text
      : text
          .split("\n")
          .map((line) => (line === "" ? "" : paint(line, tone)))
          .join("\n");
  });
}
