import type { Column } from "../../output/column.ts";
import type { Io } from "../../ports/io.ts";
import type { ChoiceList } from "../../ports/prompter.ts";
import type { Context } from "../context.ts";
import type { Flags, FlagValues } from "../flags.ts";

/** What a prompt draws before each choice. */
const margin = 4;

/** Rows as choices in columns; a narrow terminal omits some columns. */
export async function choiceList<T>(
  { stderr }: Pick<Io, "stderr">,
  rows: readonly T[],
  columns: readonly Column<T>[],
  value: (row: T) => string,
): Promise<ChoiceList> {
  const [{ renderTable }, { widthOf }] = await Promise.all([import("../../output/table.ts"), import("../../output/width.ts")]);
  const lines = renderTable(rows, columns, { drawable: false, columns: stderr.columns, paint: (text) => text }).split("\n");
  const last = columns.findLastIndex((column) => column.droppable === true);
  const tooWide = stderr.drawable && lines.some((line) => widthOf(line) > stderr.columns - margin);
  if (tooWide && last !== -1) return await choiceList({ stderr }, rows, columns.toSpliced(last, 1), value);
  const [head = "", ...labels] = lines;
  return { head, choices: rows.map((row, i) => ({ value: value(row), label: labels[i] ?? "" })) };
}

/** The inputs of a list: the domain, and the answers so far. */
export interface OfferScope {
  readonly context: Context;
  readonly inDomain: () => Promise<string>;
  readonly flags: FlagValues<Flags>;
}
