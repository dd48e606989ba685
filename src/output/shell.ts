import type { Tone } from "./column.ts";

/* The tokens of a shell script for highlighting: a backslash with its escaped character comes first and is not a token. */
const parts: readonly (readonly [tone: Tone | undefined, pattern: string])[] = [
  [undefined, String.raw`\\[^]`],
  ["dim", String.raw`(?<![^\s;&|()])#[^\n]*`],
  ["good", String.raw`<<-?[ \t]*(?<quote>['"]?)(?<end>\w+)\k<quote>[^]*?\n\t*\k<end>(?=\n|$)`],
  ["good", String.raw`\$?'[^']*'|"(?:\\[^]|[^"\\])*"`],
  ["warn", String.raw`\$(?:\w+|\{[^}]*\}|[@*#?$!-])`],
  ["strong", String.raw`(?<![\w./-])(?:if|then|elif|else|fi|for|in|while|until|do|done|case|esac|function|select)(?![\w./=-])`],
];
const token = new RegExp(parts.map(([, pattern], i) => `(?<part${i}>${pattern})`).join("|"), "g");

/** A shell script with its comments, strings, variables and keywords coloured; the text is unchanged. */
export function highlightShell(script: string, paint: (text: string, tone: Tone) => string): string {
  return script.replaceAll(token, (text, ...rest) => {
    const groups: unknown = rest.at(-1);
    const tone = parts.find((_part, i) => Object(groups)[`part${i}`] !== undefined)?.[0];
    // Line by line: coloured text may be cut at any line end.
    return tone === undefined
      ? text
      : text
          .split("\n")
          .map((line) => (line === "" ? "" : paint(line, tone)))
          .join("\n");
  });
}
