import { createHash } from "node:crypto";
import { ownerOf } from "../../../core/app/app.ts";
import { home } from "../../home.ts";
import type { Context, Operation } from "../../operation.ts";
import { pageOf } from "../../paging.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { appLines, lifecycleLines, type LogLine, startOf } from "./lines.ts";

interface DescribeLogGroupsInput {
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logGroupClass?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

export const describeLogGroups: Operation<DescribeLogGroupsInput> = (input, context) => {
  const {
    logGroupNamePrefix: prefix = "",
    logGroupNamePattern: pattern = "",
    logGroupClass = "STANDARD",
    nextToken: token,
    limit: size = 50,
  } = input;
  if (prefix !== "" && pattern !== "")
    throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  const streams = streamsOf(context);
  const isThere = streams.length > 0 && logGroupClass === "STANDARD";
  const isWanted = groupName.startsWith(prefix) && groupName.toLowerCase().includes(pattern.toLowerCase());
  const group = {
    logGroupName: groupName,
    creationTime: Math.min(...streams.map(({ createdAt }) => createdAt)),
    metricFilterCount: 0,
    arn: `${groupArn}:*`,
    logGroupArn: groupArn,
    storedBytes: 0,
    logGroupClass: "STANDARD",
  };
  const { items, NextToken: nextToken } = pageOf(isThere && isWanted ? [group] : [], {
    size,
    token,
    query: ["DescribeLogGroups", prefix, pattern],
    invalid: invalidToken,
  });
  return { logGroups: items, nextToken };
};

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

/** The only group, once an app has written to it. */
const groupName = "/aws/sagemaker/studio";

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  /** Oldest first, up to now: more are only ever added at the end. */
  readonly lines: readonly LogLine[];
}

/** Streams of apps under the names that Studio gives them (service-facts: Logs), by name; deleted with the record of the app. */
function streamsOf({ state, now }: Context): LogStream[] {
  const streams = Object.values(state.sagemaker.apps).flatMap((app): LogStream[] => {
    const owner = ownerOf(app);
    const name = `${app.DomainId}/${"SpaceName" in owner ? owner.SpaceName : owner.UserProfileName}/${app.AppType}/${app.AppName}`;
    const onStart = lifecycleLines(app);
    const createdAt = startOf(app);
    return [
      { name, createdAt, lines: appLines(app) },
      ...(onStart === undefined ? [] : [{ name: `${name}/LifecycleConfigOnStart`, createdAt, lines: onStart }]),
    ];
  });
  return streams
    .map((stream) => ({ ...stream, lines: stream.lines.filter(({ timestamp }) => timestamp <= now) }))
    .filter(({ lines }) => lines.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The reference to a group: its name, or an identifier that may be its ARN. */
export interface GroupInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
}

/** The streams of the group that a request names. Throws InvalidParameterException or ResourceNotFoundException. */
export function streamsIn(context: Context, { logGroupName, logGroupIdentifier }: GroupInput): LogStream[] {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be specified.");
  }
  const streams = streamsOf(context);
  const isIt = logGroupName === groupName || logGroupIdentifier === groupName || logGroupIdentifier === groupArn;
  if (!isIt || streams.length === 0) throw notFound("The specified log group does not exist.");
  return streams;
}

export function requireStream(streams: readonly LogStream[], name: string): LogStream {
  return streams.find((stream) => stream.name === name) ?? missing();
}

function missing(): never {
  throw notFound("The specified log stream does not exist.");
}

const groupArn = `arn:aws:logs:${home.region}:${home.account}:log-group:${groupName}`;

/** Lines arrive half a second after they were written. */
export function ingestionTime({ timestamp }: LogLine): number {
  return timestamp + 500;
}

/** 56 digits, of a line of a stream. */
export function eventId(stream: string, { timestamp, message }: LogLine): string {
  const hash = createHash("sha256").update(`${stream} ${timestamp} ${message}`).digest("hex");
  return BigInt(`0x${hash}`).toString().padStart(56, "0").slice(0, 56);
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}

/** The error for an invalid token, or one of another query. */
export function invalidToken(): ServiceError {
  return invalidParameter("The specified nextToken is invalid.");
}

function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}
