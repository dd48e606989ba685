/** How much of a text, in UTF-16 units, fits a width. */
type Fitting = (text: string, width: number) => number;

/** For plain text, such as the help: loading the measure of wide characters would slow the start. */
const plainFitting: Fitting = (text, width) => Math.min(text.length, width);

/** A line as lines of at most so many columns, broken at spaces; a word that is longer stays whole. */
export function wrapped(line: string, width: number, fitting = plainFitting): string[] {
  const fits = fitting(line, width);
  if (fits >= line.length) return [line];
  const start = line.length - line.trimStart().length;
  const before = line.lastIndexOf(" ", fits);
  const position = before > start ? before : line.indexOf(" ", Math.max(fits, start));
  return position === -1 ? [line] : [line.slice(0, position), ...wrapped(line.slice(position + 1), width, fitting)];
}

/** A program with its arguments, up to the rest of the sentence. */
const command = /\b(?:studioctl|aws) [^,;]*/g;
/** From the private use area: no text contains it. */
const heldSpace = "\uE000";

/** The same, but that a command in it stays whole too, to be copied. */
export function wrappedProse(line: string, width: number, fitting = plainFitting): string[] {
  const held = line.replaceAll(command, (words) => words.replaceAll(" ", heldSpace));
  return wrapped(held, width, fitting).map((part) => part.replaceAll(heldSpace, " "));
}
