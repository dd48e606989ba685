import type { Column } from "./column.ts";
import { isRecord } from "../core/collections.ts";

/** Columns and rows for data of unknown shape: what a query yields. */
export function genericTable(data: unknown): { readonly rows: readonly unknown[][]; readonly columns: readonly Column<unknown[]>[] } {
  const items: readonly unknown[] = Array.isArray(data) ? data : [data];
  const headers = items.every(isRecord) ? [...new Set(items.flatMap((item) => Object.keys(item)))] : undefined;
  const rows = items.map((item) => cellsOf(item, headers));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: count }, (_, i) => ({
    header: headers?.[i] ?? "",
    value: (row: unknown[]) => cellText(row[i]),
  }));
  return { rows, columns };
}

function cellsOf(item: unknown, headers: readonly string[] | undefined): unknown[] {
  if (headers !== undefined && isRecord(item)) return headers.map((header) => item[header]);
  return Array.isArray(item) ? item : [item];
}

/** A scalar as it is, nothing for null, structures as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
