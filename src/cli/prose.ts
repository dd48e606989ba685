import { wrapped } from "../output/wrap.ts";
import type { Output } from "../ports/io.ts";

/** A program with its arguments, up to where the sentence goes on. */
const command = /\b(?:studioctl|aws) [^,;]*/g;
/** Of the private use area: no text has it. */
const heldSpace = "\uE000";

/**
 * A text as lines of a terminal, which would break it within words; those that go on begin below the first word. A command
 * is on one line, to be copied. Where nothing is drawn, lines are as long as they are.
 */
export function proseLines(text: string, { drawable, columns }: Pick<Output, "drawable" | "columns">, label = ""): string[] {
  const width = drawable ? columns - label.length : Infinity;
  const lines = text.split("\n").flatMap((line) => {
    const start = " ".repeat(line.length - line.trimStart().length);
    const held = line.trimStart().replaceAll(command, (words) => words.replaceAll(" ", heldSpace));
    return wrapped(held, width - start.length).map((part) => start + part.replaceAll(heldSpace, " "));
  });
  return lines.map((line, i) => (i === 0 ? label : " ".repeat(label.length)) + line);
}
