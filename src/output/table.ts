import Table from "cli-table3";
import type { Column, Tone } from "./column.ts";

export interface TableStyle {
  /** A rule under the header and prose wrapped to the width; else plain lines, as for a pipe. */
  readonly drawable: boolean;
  readonly columns: number;
  readonly paint: (text: string, tone: Tone) => string;
}

const gap = 2;
const shortestProse = 24;
const none = {
  top: "", "top-mid": "", "top-left": "", "top-right": "",
  bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "",
  left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "",
};

/** Rows under headers. Identifiers are never cut; a column that wraps takes what is left of the width. */
export function renderTable<T>(rows: readonly T[], all: readonly Column<T>[], style: TableStyle): string {
  if (!style.drawable) return plainTable(rows, all, style.paint);
  const columns = dropped(rows, all, style.columns);
  const widths = fit(columns.map((column) => widthOf(rows, column)), columns, style.columns);
  const table = new Table({
    chars: none,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": gap },
    colWidths: widths.map((width) => width + gap),
    colAligns: columns.map((column) => column.align ?? "left"),
    wordWrap: true,
  });
  table.push(
    columns.map((column) => style.paint(column.header, "strong")),
    widths.map((width) => style.paint("─".repeat(width), "dim")),
    ...rows.map((row) => columns.map((column) => painted(column.value(row), column.tone?.(row), style.paint))),
  );
  return `${table.toString().replaceAll(/[ \t]+$/gm, "")}\n`;
}

/** A row a line. Where nothing wraps, columns only need filling up: the library takes ten times as long for 250 rows. */
function plainTable<T>(rows: readonly T[], columns: readonly Column<T>[], paint: TableStyle["paint"]): string {
  const widths = columns.map((column) => widthOf(rows, column));
  const line = (cell: (column: Column<T>) => readonly [text: string, tone: Tone | undefined]): string => {
    const cells = columns.map((column, i) => {
      const [text, tone] = cell(column);
      const space = " ".repeat((widths[i] ?? 0) - text.length);
      return column.align === "right" ? space + painted(text, tone, paint) : painted(text, tone, paint) + space;
    });
    return `${cells.join(" ".repeat(gap)).trimEnd()}\n`;
  };
  const lines = rows.map((row) => line((column) => [oneLine(column.value(row)), column.tone?.(row)]));
  return line((column) => [column.header, "strong"]) + lines.join("");
}

function painted(text: string, tone: Tone | undefined, paint: TableStyle["paint"]): string {
  return tone === undefined ? text : paint(text, tone);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, " ");
}

function widthOf<T>(rows: readonly T[], column: Column<T>): number {
  return rows.reduce((width, row) => Math.max(width, column.value(row).length), column.header.length);
}

/** Without as many of the columns that can be missed as it takes to fit, the last first. */
function dropped<T>(rows: readonly T[], columns: readonly Column<T>[], available: number): readonly Column<T>[] {
  if (leastWidth(rows, columns) <= available) return columns;
  const last = columns.findLastIndex((column) => column.droppable === true);
  return last === -1 ? columns : dropped(rows, columns.toSpliced(last, 1), available);
}

/** Prose counts with the least it needs. */
function leastWidth<T>(rows: readonly T[], columns: readonly Column<T>[]): number {
  return columns.reduce((sum, column) => {
    const width = widthOf(rows, column);
    return sum + gap + (column.wraps === true ? Math.min(width, shortestProse) : width);
  }, -gap);
}

function fit<T>(widths: readonly number[], columns: readonly Column<T>[], available: number): number[] {
  const total = widths.reduce((sum, width) => sum + width + gap, -gap);
  const prose = columns.findIndex((column) => column.wraps === true);
  if (total <= available || prose < 0) return [...widths];
  return widths.map((width, i) => (i === prose ? Math.max(shortestProse, width - (total - available)) : width));
}

/** Tab-separated values without a header; tabs and line ends inside a value become spaces. */
export function renderTsv<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  return rows
    .map((row) => `${columns.map((column) => oneLine(column.value(row))).join("\t")}\n`)
    .join("");
}

/** Label and value pairs, one a line; a value of several lines is indented under its label. */
export function renderFields(fields: readonly (readonly [label: string, value: string])[], paint: TableStyle["paint"]): string {
  const width = Math.max(...fields.map(([label]) => label.length)) + gap;
  return fields
    .map(([label, value]) => {
      const [first = "", ...more] = value.split("\n");
      const lines = [`${paint(label, "strong")}${" ".repeat(width - label.length)}${first}`, ...more.map((line) => " ".repeat(width) + line)];
      return lines.map((line) => `${line.trimEnd()}\n`).join("");
    })
    .join("");
}
