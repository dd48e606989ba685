import type { Column } from "../output/column.ts";
import type { Field } from "../output/table.ts";

/** The result of a command: data, and its presentation. It does not render itself. */
export type Result = WholeResult | Streamed;
export type WholeResult = Rows | Details | Text | Nothing;

interface Ending {
  /** Text for stderr after the result. */
  readonly footer?: readonly string[];
  /** One of `exitCodes`, or that of a remote command. Absent: 0. */
  readonly exitCode?: number;
}

export interface Table {
  readonly rows: readonly object[];
  // oxlint-disable-next-line typescript/no-explicit-any -- columns of any row type, checked where they are put together
  readonly columns: readonly Column<any>[];
}

export interface Rows extends Table, Ending {
  readonly kind: "rows";
  /** The data for json, jsonl, yaml and --query, if it is more than the rows. */
  readonly document?: object;
  /** What jsonl prints one a line, where that is not the document itself. */
  readonly lines?: readonly object[];
  /** Tables shown to people below the first; tsv has only the first. */
  readonly below?: readonly Table[];
  /** The text of a row for `-o name`; undefined for a row that is not a usable result. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly name: (row: any) => string | undefined;
  /** Text for stderr if there are no rows. */
  readonly empty: string;
}

/** A list that is read while it is shown, so that it is not in memory as a whole. */
export interface Streamed extends Pick<Ending, "exitCode"> {
  readonly kind: "streamed";
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly items: AsyncIterable<any>;
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly columns: readonly Column<any>[];
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly name: (item: any) => string | undefined;
  /** The document of which the list is one member: those before it, its name, and those after it, which are known once it is read. */
  readonly document: { readonly before: object; readonly list: string; readonly after: () => object };
  /** Text for stderr if the list is empty. */
  readonly empty: string;
  /** Text for stderr once the list is read. */
  readonly footer: () => readonly string[];
}

export interface Details extends Ending {
  readonly kind: "details";
  readonly document: object;
  /** The fields shown to people: label and value, in order. */
  readonly fields: readonly Field[];
  /** A shell script that a person reads under the fields, highlighted if colours are enabled. */
  readonly script?: string;
  /** What `-o name` prints. */
  readonly name: string;
}

/** Plain text: a script, a version. */
export interface Text extends Ending {
  readonly kind: "text";
  readonly text: string;
}

export interface Nothing extends Ending {
  readonly kind: "nothing";
}

export function rows<T extends object>(
  list: readonly T[],
  columns: readonly Column<T>[],
  rest: Omit<Rows, "kind" | "rows" | "columns" | "name"> & { readonly name: (row: T) => string | undefined },
): Rows {
  return { kind: "rows", rows: list, columns, ...rest };
}

export function streamed<T extends object>(
  items: AsyncIterable<T>,
  columns: readonly Column<T>[],
  rest: Omit<Streamed, "kind" | "items" | "columns" | "name"> & { readonly name: (item: T) => string | undefined },
): Streamed {
  return { kind: "streamed", items, columns, ...rest };
}

/** A table below another one. */
export function table<T extends object>(list: readonly T[], columns: readonly Column<T>[]): Table {
  return { rows: list, columns };
}

export function details(rest: Omit<Details, "kind">): Details {
  return { kind: "details", ...rest };
}

export type Fields = readonly (readonly [label: string, value: Field[1] | undefined, form?: Field[2]])[];

/** The fields that have a value. */
export function known(fields: Fields): Details["fields"] {
  return fields.flatMap(([label, value, form]) => (value === undefined || value === "" ? [] : [[label, value, form] as const]));
}
