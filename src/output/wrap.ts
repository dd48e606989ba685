/** A line as lines of at most so many characters, broken at spaces; a word that is longer stays whole. */
export function wrapped(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const start = line.length - line.trimStart().length;
  const before = line.lastIndexOf(" ", width);
  const place = before > start ? before : line.indexOf(" ", Math.max(width, start));
  return place === -1 ? [line] : [line.slice(0, place), ...wrapped(line.slice(place + 1), width)];
}

/** A program with its arguments, up to where the sentence goes on. */
const command = /\b(?:studioctl|aws) [^,;]*/g;
/** Of the private use area: no text has it. */
const heldSpace = "\uE000";

/** The same, but that a command in it stays whole too, to be copied. */
export function wrappedProse(line: string, width: number): string[] {
  const held = line.replaceAll(command, (words) => words.replaceAll(" ", heldSpace));
  return wrapped(held, width).map((part) => part.replaceAll(heldSpace, " "));
}
