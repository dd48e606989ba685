/** The style of a cell on a terminal with colours. */
export type Tone = "good" | "warn" | "bad" | "dim" | "strong";

/** A column of a table as data. */
export interface Column<T> {
  readonly header: string;
  readonly value: (row: T) => string;
  readonly tone?: (row: T) => Tone | undefined;
  readonly align?: "left" | "right";
  /** Only with `-o wide` and `-o tsv`. */
  readonly wide?: boolean;
  /** Left out on a terminal that is too narrow for all, the last such column first. */
  readonly droppable?: boolean;
  /** It contains the branches of a tree, whose rows stay together on any terminal. */
  readonly tree?: boolean;
  /** Prose that may wrap to the width of the terminal; identifiers never do. */
  readonly wraps?: boolean;
}
