import { visible } from "../../core/visible.ts";
import { wrappedProse } from "../../output/wrap.ts";
import type { Output } from "../../ports/io.ts";

/**
 * Wraps a text at words for a terminal; continuation lines begin below the first word. Without a terminal lines are not wrapped, and
 * neither are indented commands, so that they can be copied.
 */
export function proseLines(text: string, { drawable, columns }: Pick<Output, "drawable" | "columns">, label = ""): string[] {
  const width = drawable ? columns - label.length : Infinity;
  const lines = visible(text)
    .split("\n")
    .flatMap((line) => {
      if (commandLine.test(line)) return [line];
      const start = " ".repeat(line.length - line.trimStart().length);
      return wrappedProse(line.trimStart(), width - start.length).map((part) => start + part);
    });
  return lines.map((line, i) => (i === 0 ? label : " ".repeat(label.length)) + line);
}

/** A line of its own for a shell: `  aws …`, `  for target in …; do …; done`. */
const commandLine = /^ +(?:aws|studioctl|sudo|while aws|for \w+ in) /;
