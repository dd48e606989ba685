import { visibleJson } from "../core/visible.ts";

/** Data for scripts: times as ISO 8601 UTC, absent members left out, secrets hidden by their own toJSON. */
export function toPlain(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document)) as unknown;
}

/** Indented JSON with a line end. */
export function toJson(document: unknown): string {
  return `${visibleJson(JSON.stringify(document, null, 2))}\n`;
}

/** One JSON value a line; other values are one line. */
export function toJsonLines(document: unknown): string {
  const items: readonly unknown[] = Array.isArray(document) ? document : [document];
  return items.map((item) => `${visibleJson(JSON.stringify(item))}\n`).join("");
}
