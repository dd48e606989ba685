import { pageOf } from "../../../paging.ts";
import type { Operation } from "../../../operation.ts";
import { type GroupInput, groupArn, ingestionTime, invalidParameter, invalidToken, type LogStream, streamsIn } from "../streams.ts";

interface DescribeLogStreamsInput extends GroupInput {
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: "LogStreamName" | "LastEventTime";
  readonly descending?: boolean;
  readonly nextToken?: string;
  readonly limit?: number;
}

export const describeLogStreams: Operation<DescribeLogStreamsInput> = (input, context) => {
  const { logStreamNamePrefix: prefix = "", orderBy = "LogStreamName", descending = false, nextToken: token, limit: size = 50 } = input;
  const streams = streamsIn(context, input).filter(({ name }) => name.startsWith(prefix));
  if (orderBy === "LastEventTime" && prefix !== "") throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const ordered = orderBy === "LastEventTime" ? streams.toSorted((a, b) => lastOf(a) - lastOf(b)) : streams;
  const query = ["DescribeLogStreams", prefix, orderBy, descending];
  const { items, NextToken: nextToken } = pageOf(descending ? ordered.toReversed() : ordered, {
    size,
    token,
    query,
    invalid: invalidToken,
  });
  return { logStreams: items.map(described), nextToken };
};

function lastOf({ lines, createdAt }: LogStream): number {
  return lines.at(-1)?.timestamp ?? createdAt;
}

function described(stream: LogStream): object {
  const [first] = stream.lines;
  const last = stream.lines.at(-1);
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: first?.timestamp,
    lastEventTimestamp: last?.timestamp,
    lastIngestionTime: last && ingestionTime(last),
    arn: `${groupArn}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}
