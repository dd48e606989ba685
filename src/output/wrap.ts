/** How much of a text, in UTF-16 units, fits a width. */
type Fitting = (text: string, width: number) => number;

/** Of plain text, such as the help: what measures wide characters costs a start too much to load. */
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

/** A program with its arguments, up to where the sentence goes on. */
const command = /\b(?:studioctl|aws) [^,;]*/g;
/** Of the private use area: no text has it. */
const heldSpace = "\uE000";

/** The same, but that a command in it stays whole too, to be copied. */
export function wrappedProse(line: string, width: number, fitting = plainFitting): string[] {
  const held = line.replaceAll(command, (words) => words.replaceAll(" ", heldSpace));
  return wrapped(held, width, fitting).map((part) => part.replaceAll(heldSpace, " "));
}
