import Table from "cli-table3";
import type { Column, Tone } from "./column.ts";

export interface TableStyle {
  /** A rule under the header and prose wrapped to the width; a pipe gets plain lines. */
  readonly terminal: boolean;
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
  const columns = style.terminal ? dropped(rows, all, style.columns) : all;
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const widths = columns.map((column) => widthOf(rows, column));
  const fitted = style.terminal ? fit(widths, columns, style.columns) : widths;
  const table = new Table({
    chars: none,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": gap },
    colWidths: fitted.map((width) => width + gap),
    colAligns: columns.map((column) => column.align ?? "left"),
    // In a pipe every column is as wide as its widest cell; looking for words to wrap would take a quarter of the time.
    wordWrap: style.terminal,
  });
  table.push(columns.map((column) => style.paint(column.header, "strong")));
  if (style.terminal) table.push(fitted.map((width) => style.paint("─".repeat(width), "dim")));
  for (const [i, row] of rows.entries()) {
    table.push(
      columns.map((column, j) => {
        const text = cells[i]?.[j] ?? "";
        const tone = column.tone?.(row);
        return tone === undefined ? text : style.paint(text, tone);
      }),
    );
  }
  return `${table.toString().replaceAll(/[ \t]+$/gm, "")}\n`;
}

function widthOf<T>(rows: readonly T[], column: Column<T>): number {
  return rows.reduce((width, row) => Math.max(width, column.value(row).length), column.header.length);
}

/** Without the columns that can be missed, where not all fit; prose counts with the least it needs. */
function dropped<T>(rows: readonly T[], columns: readonly Column<T>[], available: number): readonly Column<T>[] {
  const least = columns.reduce((sum, column) => {
    const width = widthOf(rows, column);
    return sum + gap + (column.wraps === true ? Math.min(width, shortestProse) : width);
  }, -gap);
  return least <= available ? columns : columns.filter((column) => column.droppable !== true);
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
    .map((row) => `${columns.map((column) => column.value(row).replaceAll(/[\t\r\n]+/g, " ")).join("\t")}\n`)
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
