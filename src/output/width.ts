import stringWidth from "string-width";

/** Most texts are plain, and their width is their length. */
const plain = /^[\u0020-\u007E]*$/;

/** The number of terminal columns of a text: two for a wide character such as Korean, none for a combining one or an escape code. */
export function widthOf(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

/** The text padded with spaces to a width. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** How much of a text, in UTF-16 units, fits a width; no character is cut in two. */
export function lengthThatFits(text: string, width: number): number {
  if (plain.test(text)) return Math.min(text.length, Math.max(0, width));
  let length = 0;
  let taken = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    taken += widthOf(segment);
    if (taken > width) return length;
    length += segment.length;
  }
  return length;
}

/** A text as pieces that each fit a width, one character if that is already wider. */
export function pieces(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  const length = lengthThatFits(text, width) || ([...new Intl.Segmenter().segment(text)][0]?.segment.length ?? text.length);
  return length >= text.length ? [text] : [text.slice(0, length), ...pieces(text.slice(length), width)];
}
