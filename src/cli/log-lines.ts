import type { Column } from "../output/column.ts";
import type { LogEvent } from "../ports/logs.ts";
import { isoTime } from "./columns.ts";

/** A line as it stands in a log: when, and what; what a lifecycle config wrote says so. */
export const logColumns: readonly Column<LogEvent>[] = [
  { header: "", value: ({ timestamp }) => isoTime(timestamp) },
  { header: "", value: lineText },
];

export function lineText({ logStreamName, message }: LogEvent): string {
  return logStreamName.endsWith("/LifecycleConfigOnStart") ? `[lifecycle config] ${message}` : message;
}
