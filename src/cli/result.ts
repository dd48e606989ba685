import type { Column } from "../output/column.ts";
import type { Field } from "../output/table.ts";

/** What a command gives back: data, and how a person sees it. Rendering is not its business. */
export type Result = Rows | Details | Text | Nothing;

interface Ending {
  /** Said on stderr after the result. */
  readonly footer?: readonly string[];
  /** One of `exitCodes`, or what a remote command ended with. Absent: 0. */
  readonly exitCode?: number;
}

export interface Table {
  readonly rows: readonly object[];
  // oxlint-disable-next-line typescript/no-explicit-any -- columns of any row type, checked where they are put together
  readonly columns: readonly Column<any>[];
}

export interface Rows extends Table, Ending {
  readonly kind: "rows";
  /** What json, jsonl, yaml and --query see, if it is more than the rows. */
  readonly document?: object;
  /** Tables that a person reads under the first; tsv has but that one. */
  readonly below?: readonly Table[];
  /** What `-o name` prints of a row; nothing for one that is not a result to go on with. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly name: (row: any) => string | undefined;
  /** Said on stderr where there are no rows. */
  readonly empty: string;
}

export interface Details extends Ending {
  readonly kind: "details";
  readonly document: object;
  /** What a person reads: label and value, in order. */
  readonly fields: readonly Field[];
  /** A shell script that a person reads under the fields, highlighted where colours are wanted. */
  readonly script?: string;
  /** What `-o name` prints. */
  readonly name: string;
}

/** Text that is its own form: a script, a version. */
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

/** A table to go below another. */
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
