import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it } from "vitest";
import { createLogs } from "../../src/aws/logs.ts";
import { collect } from "../../src/core/collections.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("us-east-1");
const mock = mockClient(session.client(CloudWatchLogsClient));
const logs = createLogs(session);
beforeEach(() => {
  mock.reset();
});

it("streams are listed by their prefix, page by page", async () => {
  mock
    .on(DescribeLogStreamsCommand)
    .resolvesOnce({ logStreams: [{ logStreamName: "a" }], nextToken: "2" })
    .resolves({ logStreams: [{ logStreamName: "b" }] });
  expect(await collect(logs.listStreams("/group", "d-1/"))).toEqual(["a", "b"]);
  expect(mock.commandCalls(DescribeLogStreamsCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { logGroupName: "/group", logStreamNamePrefix: "d-1/", limit: 50 },
    { logGroupName: "/group", logStreamNamePrefix: "d-1/", limit: 50, nextToken: "2" },
  ]);
});

it("the end of a stream is read, without the line ends", async () => {
  mock.on(GetLogEventsCommand).resolves({ events: [{ timestamp: 1_000, message: "one\n" }], nextForwardToken: "f/1" });
  expect(await logs.tail("/group", "a", 5)).toEqual([{ timestamp: new Date(1_000), message: "one", logStreamName: "a" }]);
  expect(mock.commandCalls(GetLogEventsCommand)[0]?.args[0].input).toEqual({
    logGroupName: "/group",
    logStreamName: "a",
    limit: 5,
    startFromHead: false,
  });
});

it("several streams are read from a moment on, to a token that repeats", async () => {
  mock.on(FilterLogEventsCommand).resolves({ events: [{ timestamp: 2_000, message: "x", logStreamName: "b" }], nextToken: "same" });
  expect(await collect(logs.since("/group", ["a", "b"], new Date(2_000)))).toHaveLength(2);
  expect(mock.commandCalls(FilterLogEventsCommand)[0]?.args[0].input).toEqual({
    logGroupName: "/group",
    logStreamNames: ["a", "b"],
    startTime: 2_000,
  });
});

it("an event without a time or a text is refused", async () => {
  mock.on(GetLogEventsCommand).resolves({ events: [{ message: "one" }] });
  await expect(logs.tail("/group", "a", 5)).rejects.toMatchObject({ code: "malformed" });
});

it("a missing log group is not found", async () => {
  mock.on(GetLogEventsCommand).rejects(
    Object.assign(new Error("The specified log group does not exist."), {
      name: "ResourceNotFoundException",
      $metadata: { httpStatusCode: 400 },
      $fault: "client",
    }),
  );
  await expect(logs.tail("/group", "a", 5)).rejects.toMatchObject({ code: "not-found" });
});
