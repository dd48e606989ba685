/**
 * Characters that a terminal interprets instead of showing, and invisible ones: control characters (C0, DEL, C1), line and paragraph
 * separators, format characters (bidirectional overrides and isolates, zero-width characters, the byte order mark, tags) and
 * halves of a surrogate pair. Source: the general categories Cc, Zl, Zp, Cf and Cs of the Unicode Standard, and UAX #9 for
 * bidirectional text.
 *
 * Format characters with a glyph of their own (Arabic number signs and the like) stay. So do the two joiners where a script or
 * an emoji needs them: after a letter that is not Latin, Greek or Cyrillic, or after a pictograph (UAX #31, UTS #51).
 */
const hidden = new RegExp(
  String.raw`(?![\n\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}])` +
    String.raw`(?!(?<=(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\p{L}\p{M}\p{Emoji_Modifier}\p{Extended_Pictographic}])[\u200C\u200D])` +
    String.raw`[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]`,
  "gu",
);

/** Matches only texts without hidden characters; most texts are plain, and this is ten times as fast. */
const plain = /^[\n\x20-\x7e]*$/;

const named: Readonly<Record<string, string>> = { "\t": String.raw`\t`, "\r": String.raw`\r` };

/**
 * A text with its hidden characters written out: `\x1b`, `\r`, `\u202e`, `\u{e0041}`. Line ends stay. Every foreign text passes through
 * here on its way to a terminal, a pipe, a table or a message.
 */
export function visible(text: string): string {
  return plain.test(text) ? text : text.replace(hidden, written);
}

/** The same for text that must stay on one line: a line end is written as `\n`. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", String.raw`\n`);
}

/** A JSON text whose hidden characters are escaped as JSON does, so that its values stay the same. */
export function visibleJson(json: string): string {
  return plain.test(json) ? json : json.replace(hidden, utf16Escapes);
}

/** The same for a YAML text in which hidden characters occur within double quotes only (YAML 1.2, 5.7). */
export function visibleYaml(yaml: string): string {
  return plain.test(yaml)
    ? yaml
    : yaml.replace(hidden, (character) => (character.length > 1 ? `\\U${hexOf(character).padStart(8, "0")}` : utf16Escapes(character)));
}

/** Whether a text holds a character that `visible` would write out. */
export function hasHidden(text: string): boolean {
  return visible(text) !== text;
}

function written(character: string): string {
  const short = named[character];
  if (short !== undefined) return short;
  const hex = hexOf(character);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}

function utf16Escapes(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}

/**
 * A text that contains colours or moves the cursor: its creator passes foreign text through `visible` before styling it. An output writes
 * it unchanged, and escapes every other text.
 */
export class Drawn {
  constructor(readonly text: string) {}
}

/** The text that an output writes to its stream. */
export function sent(text: string | Drawn): string {
  return text instanceof Drawn ? text.text : visible(text);
}
