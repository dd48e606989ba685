import type { Column } from "../../output/column.ts";
import type { LogEvent } from "../../ports/logs.ts";
import { isoTime } from "./columns.ts";

/** A line of a log: time and text; lines of a lifecycle config are marked. */
export const logColumns: readonly Column<LogEvent>[] = [
  { header: "", value: ({ timestamp }) => isoTime(timestamp) },
  { header: "", value: lineText },
];

/** The text of a line, with tabs as the spaces that a terminal shows for them and without the line end of its own. */
export function lineText({ logStreamName, message }: LogEvent): string {
  const text = message.replace(/[\r\n]+$/, "").replaceAll(/[^\t\n]*\t/g, (part) => part.slice(0, -1).padEnd(nextStop(part.length - 1)));
  return logStreamName.endsWith("/LifecycleConfigOnStart") ? `[lifecycle config] ${text}` : text;
}

/** The tab stop after a column; tab stops are eight columns apart. */
function nextStop(column: number): number {
  return column + 8 - (column % 8);
}
