import type { Operation } from "../../operation.ts";
import { pageOf } from "../../paging.ts";
import {
  eventId,
  type GroupInput,
  ingestionTime,
  invalidParameter,
  invalidToken,
  type LogStream,
  requireStream,
  streamsIn,
} from "./streams.ts";

interface GetLogEventsInput extends GroupInput {
  readonly logStreamName: string;
  /** Epoch milliseconds; that moment is within. */
  readonly startTime?: number;
  /** That moment is not. */
  readonly endTime?: number;
  readonly startFromHead?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}

/**
 * A part of a stream, and tokens to go on from it both ways: each holds a place between two lines, so that at an end the
 * token of the request comes back (CloudWatch Logs API: GetLogEvents).
 */
export const getLogEvents: Operation<GetLogEventsInput> = (input, context) => {
  const { startTime = 0, endTime = Infinity, limit = 10_000 } = input;
  const { lines } = requireStream(streamsIn(context, input), input.logStreamName);
  const first = lines.filter(({ timestamp }) => timestamp < startTime).length;
  const end = Math.max(first, lines.filter(({ timestamp }) => timestamp < endTime).length);
  const { forward, position } = directionOf(input, first, end);
  const from = forward ? Math.max(position, first) : Math.max(first, Math.min(position, end) - limit);
  const to = forward ? Math.max(position, Math.min(from + limit, end)) : Math.max(from, Math.min(position, end));
  return {
    events: lines.slice(from, to).map((line) => ({ ...line, ingestionTime: ingestionTime(line) })),
    nextForwardToken: tokenOf("f", to),
    nextBackwardToken: tokenOf("b", from),
  };
};

/** Where to read from, and which way. */
function directionOf(
  { nextToken, startFromHead = false }: GetLogEventsInput,
  first: number,
  end: number,
): { readonly forward: boolean; readonly position: number } {
  if (nextToken === undefined) return { forward: startFromHead, position: startFromHead ? first : end };
  const [, way, position] = /^([fb])\/(\d{56})\/s$/.exec(nextToken) ?? [];
  if (position === undefined) throw invalidToken();
  return { forward: way === "f", position: Number(position) };
}

function tokenOf(way: "f" | "b", position: number): string {
  return `${way}/${String(position).padStart(56, "0")}/s`;
}

interface FilterLogEventsInput extends GroupInput {
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  /** Epoch milliseconds; that moment is within. */
  readonly startTime?: number;
  /** That moment is within. */
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly startFromHead?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}

/** Lines of several streams, in the order in which they were written. */
export const filterLogEvents: Operation<FilterLogEventsInput> = (input, context) => {
  const {
    startTime = 0,
    endTime = Infinity,
    filterPattern = "",
    startFromHead = true,
    limit: size = 10_000,
    nextToken: token,
    ...others
  } = input;
  const meets = meetsPattern(filterPattern);
  const events = wanted(streamsIn(context, input), input)
    .flatMap(({ name, lines }) =>
      lines.map((line) => ({ logStreamName: name, ...line, ingestionTime: ingestionTime(line), eventId: eventId(name, line) })),
    )
    .filter(({ timestamp, message }) => timestamp >= startTime && timestamp <= endTime && meets(message))
    .toSorted((a, b) => a.timestamp - b.timestamp);
  const query = ["FilterLogEvents", startTime, endTime, filterPattern, startFromHead, others];
  const { items, NextToken: nextToken } = pageOf(startFromHead ? events : events.toReversed(), {
    size,
    token,
    query,
    invalid: invalidToken,
  });
  return { events: items, searchedLogStreams: [], nextToken };
};

function wanted(streams: readonly LogStream[], { logStreamNames, logStreamNamePrefix }: FilterLogEventsInput): readonly LogStream[] {
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidParameter("logStreamNamePrefix and logStreamNames cannot both be specified.");
  }
  if (logStreamNames !== undefined) return [...new Set(logStreamNames)].map((name) => requireStream(streams, name));
  return streams.filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ""));
}

/**
 * Whether a message meets a filter pattern of words: all of them, none of those behind a `-`, and of those behind a `?`
 * one (CloudWatch Logs: filter pattern syntax). Throws InvalidParameterException for what the service refuses, and for
 * patterns over JSON, columns and regular expressions, which the sandbox does not read.
 */
function meetsPattern(pattern: string): (message: string) => boolean {
  if (/^\s*[{[]|%/.test(pattern)) throw invalidParameter("The sandbox reads filter patterns of words only.");
  const terms = [...pattern.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = "", quoted, plain]) => ({
    sign,
    text: quoted?.replaceAll(/\\(.)/g, "$1") ?? word(plain ?? ""),
  }));
  const of = (sign: string): string[] => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [all, none, some] = [of(""), of("-"), of("?")];
  return (message) => {
    const has = (text: string): boolean => message.includes(text);
    return all.every(has) && !none.some(has) && (some.length === 0 || some.some(has));
  };
}

function word(text: string): string {
  if (/^\w+$/.test(text)) return text;
  throw invalidParameter(`Invalid character(s) in term '${text}'`);
}
