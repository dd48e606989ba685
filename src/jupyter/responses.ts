import { isRecord } from "../core/collections.ts";
import { maxItems, maxText } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/*
 * What a Jupyter server's responses mean. An item that lacks what a verdict depends on is unreadable: guessing could stop an
 * app at work. The rest of its list is read all the same. A list that is none makes the whole server unreadable.
 */

/** `/api/idle`: undefined if the server has no activity monitor (404), or one that has seen nothing yet (`{}`). */
export function readLastActive(response: unknown): Date | undefined {
  return timeIn(response, "/api/idle", "lastActiveTimestamp");
}

/** `/api/status`: when the server started, if it tells. */
export function readStarted(response: unknown): Date | undefined {
  return timeIn(response, "/api/status", "started");
}

function timeIn(response: unknown, where: string, field: string): Date | undefined {
  if (response === undefined) return undefined;
  if (!isRecord(response)) throw new Unreadable(`${where} did not answer with an object`);
  if (response[field] === undefined) return undefined;
  const time = moment(response[field]);
  if (time === undefined) throw new Unreadable(`${where} answered with a ${field} that is not a time`);
  return time;
}

/**
 * A time needs an offset, otherwise its time zone is unknown. Microseconds and a lower-case z occur (service-facts: The Jupyter server).
 */
const timestamp = /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(\.\d{1,9})?(z|[+-]\d\d:\d\d)$/i;

export function moment(value: unknown): Date | undefined {
  const date = new Date(typeof value === "string" && timestamp.test(value) ? value.toUpperCase() : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function list(response: unknown, where: string): readonly unknown[] {
  if (response === undefined) throw new Unreadable(`the server answered 404 to ${where}`, "not-ready");
  if (!Array.isArray(response)) throw new Unreadable(`${where} did not answer with a list`);
  if (response.length > maxItems) throw new Unreadable(`${where} lists more than ${maxItems} items`);
  return response;
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? cut(value) : undefined;
}

/** An identifier must not be cut. */
export function identifier(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= maxText ? value : undefined;
}

/** A slice of a text keeps all of it in memory, so what is cut is copied: each server's responses are held until the run has decided. */
export function cut(value: string): string {
  if (value.length <= maxText) return value;
  const beginning = Buffer.from(value.slice(0, maxText - 1), "utf16le").toString("utf16le");
  return `${beginning.replace(/[\uD800-\uDBFF]$/, "")}…`;
}
