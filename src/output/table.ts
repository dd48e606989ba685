import Table from "cli-table3";
import { type Drawn, sent, visible, visibleLine } from "../core/visible.ts";
import type { Column, Tone } from "./column.ts";
import { lengthThatFits, pieces, widthOf } from "./width.ts";
import { wrappedProse } from "./wrap.ts";

export interface TableStyle {
  /** A rule under the header and prose wrapped to the width; else plain lines, as for a pipe. */
  readonly drawable: boolean;
  readonly columns: number;
  readonly paint: (text: string, tone: Tone) => string;
}

const gap = 2;
const narrowGap = 1;
const shortestProse = 24;
const none = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};

/**
 * Rows under headers. Identifiers are never cut; a wrapping column gets the remaining width. If that does not fit a terminal, first the
 * gaps shrink, then optional columns are left out, and finally each row is a list of fields. A tree is kept, and may exceed the width.
 */
export function renderTable<T>(rows: readonly T[], given: readonly Column<T>[], style: TableStyle): string {
  if (!style.drawable) return plainTable(rows, given, style.paint);
  const all = given.map(visibleColumn);
  const columns = dropped(rows, all, style.columns);
  const space = gapThatFits(rows, columns, style.columns);
  if (space === undefined)
    return columns.some(({ tree }) => tree === true) ? plainTable(rows, columns, style.paint) : records(rows, all, style.paint);
  const widths = fit(
    columns.map((column) => columnWidth(rows, column)),
    columns,
    style.columns,
    space,
  );
  const table = new Table({
    chars: none,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": space },
    colWidths: widths.map((width) => width + space),
    colAligns: columns.map((column) => column.align ?? "left"),
    wordWrap: true,
  });
  table.push(
    columns.map((column) => style.paint(column.header, "strong")),
    widths.map((width) => style.paint("─".repeat(width), "dim")),
    ...rows.map((row) => columns.map((column, i) => painted(uncut(column, row, widths[i] ?? 0), column.tone?.(row), style.paint))),
  );
  return `${table.toString().replaceAll(/[ \t]+$/gm, "")}\n`;
}

/** A word of prose that is longer than a line continues on the next: the library would cut it. */
function uncut<T>(column: Column<T>, row: T, width: number): string {
  const text = column.value(row);
  return column.wraps === true ? text.replaceAll(/\S+/g, (word) => pieces(word, width).join("\n")) : text;
}

/** One row per line. Without wrapping, columns only need padding: the library takes ten times as long for 250 rows. */
function plainTable<T>(rows: readonly T[], columns: readonly Column<T>[], paint: TableStyle["paint"]): string {
  const table = new PlainTable(columns, paint);
  for (const row of rows) table.add(row);
  return [...table.lines()].join("");
}

/** A character that no visible text contains. */
const between = "\u0000";

/** A table of which the rows come one by one, and that keeps only the text of their cells. */
export class PlainTable<T> {
  readonly #columns: readonly Column<T>[];
  readonly #widths: number[];
  readonly #rows: string[] = [];
  readonly #tones: (readonly (Tone | undefined)[])[] = [];
  /** Each combination once: there are few, and many rows. */
  readonly #combinations = new Map<string, readonly (Tone | undefined)[]>();

  constructor(
    columns: readonly Column<T>[],
    readonly paint: TableStyle["paint"],
  ) {
    this.#columns = columns.map(visibleColumn);
    this.#widths = this.#columns.map(({ header }) => widthOf(header));
  }

  add(row: T): void {
    const cells = this.#columns.map((column, index) => {
      const text = oneLine(column.value(row));
      this.#widths[index] = Math.max(this.#widths[index] ?? 0, widthOf(text));
      return text;
    });
    this.#rows.push(cells.join(between));
    const tones = this.#columns.map(({ tone }) => tone?.(row));
    const combination = tones.join();
    if (!this.#combinations.has(combination)) this.#combinations.set(combination, tones);
    this.#tones.push(this.#combinations.get(combination) ?? tones);
  }

  /** The header and the rows. */
  *lines(): Generator<string> {
    yield this.#line(
      this.#columns.map(({ header }) => header),
      this.#columns.map(() => "strong"),
    );
    for (const [index, row] of this.#rows.entries()) yield this.#line(row.split(between), this.#tones[index] ?? []);
  }

  #line(cells: readonly string[], tones: readonly (Tone | undefined)[]): string {
    const padded = cells.map((text, index) => {
      const space = " ".repeat((this.#widths[index] ?? 0) - widthOf(text));
      const shown = painted(text, tones[index], this.paint);
      return this.#columns[index]?.align === "right" ? space + shown : shown + space;
    });
    return `${padded.join(" ".repeat(gap)).trimEnd()}\n`;
  }
}

/** Row after row, each a list of the fields that have a value. */
function records<T>(rows: readonly T[], columns: readonly Column<T>[], paint: TableStyle["paint"]): string {
  const texts = rows.map((row) => {
    const filled = columns.filter((column) => column.value(row) !== "");
    return renderFields(
      filled.map((column): Field => [column.header, column.value(row), column.tone?.(row)]),
      paint,
    );
  });
  return texts.join("\n");
}

function painted(text: string, tone: Tone | undefined, paint: TableStyle["paint"]): string {
  return tone === undefined ? text : paint(text, tone);
}

/** Line ends within a value become spaces if a row is one line. */
function oneLine(text: string): string {
  return text.replaceAll(/\n+/g, " ");
}

/** A column whose texts are safe to show; \r\n is a line end like \n. */
function visibleColumn<T>(column: Column<T>): Column<T> {
  return { ...column, header: visible(column.header), value: (row) => visible(column.value(row).replaceAll("\r\n", "\n")) };
}

function columnWidth<T>(rows: readonly T[], column: Column<T>): number {
  return rows.reduce((width, row) => Math.max(width, widthOf(oneLine(column.value(row)))), widthOf(column.header));
}

/** Removes optional columns until the table fits, the last first. */
function dropped<T>(rows: readonly T[], columns: readonly Column<T>[], available: number): readonly Column<T>[] {
  if (gapThatFits(rows, columns, available) !== undefined) return columns;
  const last = columns.findLastIndex((column) => column.droppable === true);
  return last === -1 ? columns : dropped(rows, columns.toSpliced(last, 1), available);
}

function gapThatFits<T>(rows: readonly T[], columns: readonly Column<T>[], available: number): number | undefined {
  return [gap, narrowGap].find((space) => leastWidth(rows, columns, space) <= available);
}

/** Prose counts with its minimum width. */
function leastWidth<T>(rows: readonly T[], columns: readonly Column<T>[], space: number): number {
  return columns.reduce((sum, column) => {
    const width = columnWidth(rows, column);
    return sum + space + (column.wraps === true ? Math.min(width, shortestProse) : width);
  }, -space);
}

function fit<T>(widths: readonly number[], columns: readonly Column<T>[], available: number, space: number): number[] {
  const total = widths.reduce((sum, width) => sum + width + space, -space);
  const prose = columns.findIndex((column) => column.wraps === true);
  if (total <= available || prose < 0) return [...widths];
  return widths.map((width, i) => (i === prose ? Math.max(shortestProse, width - (total - available)) : width));
}

/** Tab-separated values without a header; a tab inside a value is escaped, line ends become spaces. */
export function renderTsv<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  return rows.map(tsvLine(columns)).join("");
}

/** The same of one row. */
export function tsvLine<T>(columns: readonly Column<T>[]): (row: T) => string {
  const visibles = columns.map(visibleColumn);
  return (row) => `${visibles.map((column) => oneLine(column.value(row))).join("\t")}\n`;
}

/**
 * A field of a report, as text or as a rendered table; `verbatim` is a command or a table, whose lines are not wrapped; a tone is that of
 * the value.
 */
export type Field = readonly [label: string, value: string | Drawn, form?: Tone | "verbatim" | undefined];

/** Label and value pairs, one a line; a value of several lines is indented under its label, and so is prose beyond the width. */
export function renderFields(given: readonly Field[], paint: TableStyle["paint"], columns = Infinity): string {
  const fields = given.map(([label, ...rest]): Field => [visibleLine(label), ...rest]);
  const indent = Math.max(0, ...fields.map(([label]) => widthOf(label))) + gap;
  return fields
    .map(([label, text, form]) => {
      const value = sent(text).trimEnd();
      const lines = form === "verbatim" ? value.split("\n") : wrappedLines(value, columns - indent);
      const [first = "", ...more] = form === "verbatim" ? lines : lines.map((line) => painted(line, form, paint));
      const all = [
        `${paint(label, "strong")}${" ".repeat(indent - widthOf(label))}${first}`,
        ...more.map((line) => " ".repeat(indent) + line),
      ];
      return all.map((line) => `${line.trimEnd()}\n`).join("");
    })
    .join("");
}

/** With several lines, continuation lines are distinguished from beginnings. */
function wrappedLines(value: string, width: number): string[] {
  const lines = value.split("\n");
  const hanging = lines.length > 1 ? " ".repeat(gap) : "";
  return lines.flatMap((line) =>
    wrappedProse(line, width - hanging.length, lengthThatFits).map((part, i) => (i === 0 ? part : hanging + part)),
  );
}
