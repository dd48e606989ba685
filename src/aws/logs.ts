import { CloudWatchLogsClient, DescribeLogStreamsCommand, FilterLogEventsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { LogEvent, Logs } from "../ports/logs.ts";
import type { Trace } from "../ports/trace.ts";
import { items, malformed } from "./answers.ts";
import { createCall } from "./call.ts";
import { type ConnectionOptions, clientConfig } from "./connection.ts";
import { limitRetries } from "./retries.ts";

/** The CloudWatch Logs client of one invocation, for a Region that is known already. */
export function logsClient(options: ConnectionOptions, region: string): CloudWatchLogsClient {
  const client = new CloudWatchLogsClient(clientConfig({ ...options, region }));
  limitRetries(client);
  return client;
}

/** The most that a list of streams gives at once. */
const pageSize = 50;

/** Logs over the CloudWatch Logs API. */
export function createLogs(client: CloudWatchLogsClient, region: string, signal: AbortSignal, trace?: Trace): Logs {
  const call = createCall({ service: "CloudWatch Logs", region, profile: client.config.profile }, signal, trace);
  return {
    async *listStreams(group, prefix) {
      const description = { operation: "DescribeLogStreams", action: "list", subject: `log streams of ${group}` };
      const pages = tokens((nextToken) => {
        const input = { logGroupName: group, logStreamNamePrefix: prefix, limit: pageSize, ...nextToken };
        return call(description, (options) => client.send(new DescribeLogStreamsCommand(input), options));
      });
      for await (const { logStreams } of pages) {
        for (const { logStreamName } of items("DescribeLogStreams", "logStreams", logStreams)) {
          if (logStreamName === undefined) throw malformed("DescribeLogStreams", "logStreamName");
          yield logStreamName;
        }
      }
    },

    async tail(group, stream, limit) {
      const description = { operation: "GetLogEvents", action: "read", subject: `log stream ${stream}` };
      const input = { logGroupName: group, logStreamName: stream, limit, startFromHead: false };
      const { events } = await call(description, (options) => client.send(new GetLogEventsCommand(input), options));
      return items("GetLogEvents", "events", events).map((event) => logEvent("GetLogEvents", event, stream));
    },

    async *since(group, streams, from) {
      const description = { operation: "FilterLogEvents", action: "read", subject: `log streams of ${group}` };
      const pages = tokens((nextToken) => {
        const input = { logGroupName: group, logStreamNames: [...streams], startTime: from.getTime(), ...nextToken };
        return call(description, (options) => client.send(new FilterLogEventsCommand(input), options));
      });
      for await (const { events } of pages) {
        for (const event of items("FilterLogEvents", "events", events)) yield logEvent("FilterLogEvents", event, event.logStreamName);
      }
    },
  };
}

/** Pages of an API that spells its members in lower case; a token that comes again would lead round in a circle. */
async function* tokens<Page extends { readonly nextToken?: string }>(read: (token: { readonly nextToken?: string }) => Promise<Page>): AsyncGenerator<Page> {
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const page = await read(token === undefined ? {} : { nextToken: token });
    yield page;
    token = page.nextToken;
    if (token === undefined || seen.has(token)) return;
    seen.add(token);
  }
}

function logEvent(operation: string, event: { readonly timestamp?: number; readonly message?: string }, logStreamName: string | undefined): LogEvent {
  const { timestamp, message } = event;
  if (timestamp === undefined || message === undefined || logStreamName === undefined) throw malformed(operation, "readable event");
  return { timestamp: new Date(timestamp), message: message.replace(/\r?\n$/, ""), logStreamName };
}
