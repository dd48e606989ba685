import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogEvent, Logs } from "../ports/logs.ts";
import { complete, items, malformed } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { nextPage, paged, readable } from "./studio/paging.ts";

/** The largest page of a list of streams. */
const pageSize = 50;

/** Logs over the CloudWatch Logs API. */
export function createLogs(session: AwsSession): Logs {
  const client = session.client(CloudWatchLogsClient);
  const call = session.call("CloudWatch Logs");
  return {
    listStreams(group, prefix) {
      const description = { operation: "DescribeLogStreams", action: "list", subject: `log streams of ${group}` };
      const next = eachOnce();
      return paged(
        call,
        "DescribeLogStreams",
        async ({ NextToken }) => {
          const input = { logGroupName: group, logStreamNamePrefix: prefix, limit: pageSize, ...from(NextToken) };
          const { logStreams, nextToken } = await call(description, (options) =>
            client.send(new DescribeLogStreamsCommand(input), options),
          );
          return { items: items("DescribeLogStreams", "logStreams", logStreams), ...next(nextToken) };
        },
        (stream) => complete("DescribeLogStreams", stream, "logStreamName").logStreamName,
      );
    },

    async tail(group, stream, limit) {
      const description = { operation: "GetLogEvents", action: "read", subject: `log stream ${stream}` };
      const input = { logGroupName: group, logStreamName: stream, limit, startFromHead: false };
      const { events } = await call(description, (options) => client.send(new GetLogEventsCommand(input), options));
      return [
        ...readable(call, "GetLogEvents", items("GetLogEvents", "events", events), (event) => logEvent("GetLogEvents", event, stream)),
      ];
    },

    since(group, streams, begin) {
      const description = { operation: "FilterLogEvents", action: "read", subject: `log streams of ${group}` };
      const next = eachOnce();
      return paged(
        call,
        "FilterLogEvents",
        async ({ NextToken }) => {
          const input = { logGroupName: group, logStreamNames: [...streams], startTime: begin.getTime(), ...from(NextToken) };
          const { events, nextToken } = await call(description, (options) => client.send(new FilterLogEventsCommand(input), options));
          return { items: items("FilterLogEvents", "events", events), ...next(nextToken) };
        },
        (event) => logEvent("FilterLogEvents", event, event.logStreamName),
      );
    },
  };
}

function from(token: string | undefined): { readonly nextToken?: string } {
  return token === undefined ? {} : { nextToken: token };
}

/** Where the next page begins; a repeated token is treated as the end, because it would loop. */
function eachOnce(): (token: string | undefined) => { readonly NextToken?: string } {
  const seen = new Set<string>();
  return (token) => {
    if (token === undefined || seen.has(token)) return {};
    seen.add(token);
    return nextPage(token);
  };
}

function logEvent(
  operation: string,
  event: { readonly timestamp?: number; readonly message?: string },
  logStreamName: string | undefined,
): LogEvent {
  const { timestamp, message } = event;
  if (timestamp === undefined || message === undefined || logStreamName === undefined) throw malformed(operation, "readable event");
  return { timestamp: new Date(timestamp), message: message.replace(/\r?\n$/, ""), logStreamName };
}
