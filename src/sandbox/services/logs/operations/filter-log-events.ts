import { pageOf } from "../../../paging.ts";
import type { Operation } from "../../../operation.ts";
import { meetsPattern } from "../filter-pattern.ts";
import {
  eventId,
  type GroupInput,
  ingestionTime,
  invalidParameter,
  invalidToken,
  type LogStream,
  requireStream,
  streamsIn,
} from "../streams.ts";

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
