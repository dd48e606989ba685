import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyState } from "../../../src/sandbox/empty-state.ts";
import { appRecord } from "../../../src/sandbox/services/sagemaker/records.ts";
import { appRecordKey } from "../../../src/sandbox/services/sagemaker/names.ts";
import { createLifecycleConfig, domainId, errorOf, smallStudio, start, type Wired, type WireAnswer, wire } from "../wire.ts";

const logGroupName = "/aws/sagemaker/studio";
const alice = { DomainId: domainId, UserProfileName: "alice" };
const logStreamName = "d-research/alice/KernelGateway/train";
const hour = 3_600_000;
const lines = ["step 1", "step 2", "loss NaN in step 3", "step 4"];

let studio: Wired;
beforeEach(async () => {
  const state = smallStudio();
  const apps = [
    appRecord({ ...alice, AppType: "KernelGateway", AppName: "train", ResourceSpec: {}, CreationTime: start - hour, log: lines }),
    appRecord({
      ...alice,
      AppType: "JupyterServer",
      AppName: "default",
      ResourceSpec: {},
      CreationTime: start - 2 * hour,
      lifecycleLog: ["pip install x", "ERROR: no x"],
    }),
    appRecord({
      ...alice,
      AppType: "KernelGateway",
      AppName: "large",
      ResourceSpec: {},
      CreationTime: start - hour,
      Status: "Failed",
      FailureReason: "InternalFailure",
    }),
  ];
  for (const app of apps) state.sagemaker.apps[appRecordKey(app)] = app;
  studio = await wire(state);
});
afterEach(() => studio.close());

const call = (operation: string, members: object = {}): Promise<WireAnswer> =>
  studio.call(operation, members, { "x-amz-target": `Logs_20140328.${operation}` });
const get = async (members: object = {}) => (await call("GetLogEvents", { logGroupName, logStreamName, ...members })).json;
const filter = async (members: object = {}) => (await call("FilterLogEvents", { logGroupName, ...members })).json;
const streams = async (members: object = {}): Promise<unknown[]> =>
  listed(await call("DescribeLogStreams", { logGroupName, ...members }), "logStreamName");
const listed = ({ json }: WireAnswer, member: string): unknown[] =>
  (Object.values(json).find(Array.isArray) ?? []).map((item) => Object(item)[member]);

const groups = async (members: object = {}): Promise<unknown[]> => listed(await call("DescribeLogGroups", members), "logGroupName");

/** When the app wrote its nth line. */
const at = (line: number): number => start - hour + 1000 * line;

function messages({ events }: Readonly<Record<string, unknown>>): string[] {
  return Array.isArray(events) ? events.map((event) => String(Object(event).message)) : [];
}

describe("the group", () => {
  it("is there as soon as an app has written, and found by the beginning or a part of its name", async () => {
    expect(await groups()).toEqual([logGroupName]);
    expect(await groups({ logGroupNamePrefix: "/aws/sagemaker/" })).toEqual([logGroupName]);
    expect(await groups({ logGroupNamePattern: "STUDIO" })).toEqual([logGroupName]);
    expect(await groups({ logGroupNamePrefix: "studio" })).toEqual([]);
    await studio.store.replace(emptyState());
    expect(await groups()).toEqual([]);
  });

  it("has its ARN in both forms, and its creation time", async () => {
    const arn = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/studio";
    const { json } = await call("DescribeLogGroups");
    expect(json).toMatchObject({ logGroups: [{ logGroupArn: arn, arn: `${arn}:*`, creationTime: start - 2 * hour }] });
    expect((await call("GetLogEvents", { logGroupIdentifier: arn, logStreamName })).status).toBe(200);
  });
});

describe("streams", () => {
  const names = [
    "d-research/alice/JupyterServer/default",
    "d-research/alice/JupyterServer/default/LifecycleConfigOnStart",
    "d-research/alice/KernelGateway/large",
    logStreamName,
  ];

  it("are those of apps and of their lifecycle configs, by name or by their last line", async () => {
    expect(await streams()).toEqual(names);
    expect(await streams({ logStreamNamePrefix: "d-research/alice/JupyterServer/" })).toEqual(names.slice(0, 2));
    expect(await streams({ descending: true })).toEqual(names.toReversed());
    expect((await streams({ orderBy: "LastEventTime", descending: true }))[0]).toBe(logStreamName);
    expect(errorOf(await call("DescribeLogStreams", { logGroupName, orderBy: "LastEventTime", logStreamNamePrefix: "d" }))).toMatch(
      /^InvalidParameterException: /,
    );
  });

  it("come in pages", async () => {
    const first = await call("DescribeLogStreams", { logGroupName, limit: 3 });
    expect(listed(first, "logStreamName")).toEqual(names.slice(0, 3));
    expect(await streams({ limit: 3, nextToken: first.json["nextToken"] })).toEqual(names.slice(3));
  });

  it("tell in milliseconds when they were written to", async () => {
    const { json } = await call("DescribeLogStreams", { logGroupName, logStreamNamePrefix: logStreamName });
    const first = start - hour + 1000;
    expect(json).toMatchObject({
      logStreams: [
        { creationTime: start - hour, firstEventTimestamp: first, lastEventTimestamp: first + 4000, lastIngestionTime: first + 4500 },
      ],
    });
  });

  it("begin with an app, line by line, and once more when it is started again", async () => {
    const app = { ...alice, AppType: "KernelGateway", AppName: "fresh" };
    const own = { logStreamName: "d-research/alice/KernelGateway/fresh" };
    await studio.expect("CreateApp", app);
    expect(errorOf(await call("GetLogEvents", { logGroupName, ...own }))).toBe(
      "ResourceNotFoundException: The specified log stream does not exist.",
    );
    studio.advance(10);
    expect(messages(await get(own))).toEqual([
      "[I 2025-06-02 12:00:01.000 KernelGatewayApp] Jupyter Kernel Gateway at http://0.0.0.0:8888",
    ]);
    await studio.expect("DeleteApp", app);
    studio.advance(10);
    expect(messages(await get(own)).at(-1)).toMatch(/^\[C 2025-06-02 12:00:1\d\.000\] received signal 15, stopping$/);
    await studio.expect("CreateApp", app);
    studio.advance(10);
    expect(messages(await get(own))).toEqual([expect.stringContaining("12:00:21.000 KernelGatewayApp]")]);
  });

  it("show why an app failed, and what ran at its start", async () => {
    expect(messages(await get({ logStreamName: names[2] }))).toEqual([expect.stringContaining("] InternalFailure")]);
    expect(messages(await get({ logStreamName: names[1] }))).toEqual(["pip install x", "ERROR: no x"]);
    await createLifecycleConfig(studio, "setup", "KernelGateway");
    const LifecycleConfigArn = "arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/setup";
    await studio.expect("CreateApp", { ...alice, AppType: "KernelGateway", AppName: "set-up", ResourceSpec: { LifecycleConfigArn } });
    studio.advance(10);
    expect(messages(await get({ logStreamName: "d-research/alice/KernelGateway/set-up/LifecycleConfigOnStart" }))[0]).toContain("setup");
  });
});

describe("GetLogEvents", () => {
  it("gives the last lines, or the first, oldest first", async () => {
    expect(messages(await get())).toEqual([expect.stringContaining("Kernel Gateway"), ...lines]);
    expect(messages(await get({ limit: 2 }))).toEqual(lines.slice(2));
    expect(messages(await get({ limit: 2, startFromHead: true }))).toEqual([expect.stringContaining("Kernel Gateway"), lines[0]]);
    expect(await get({ limit: 1 })).toMatchObject({ events: [{ timestamp: start - hour + 5000, ingestionTime: start - hour + 5500 }] });
  });

  it("continues forwards until the token stays the same, and finds what is written later", async () => {
    const seen: string[] = [];
    let page = await get({ startFromHead: true, limit: 2 });
    let nextToken: unknown;
    while (page["nextForwardToken"] !== nextToken) {
      seen.push(...messages(page));
      nextToken = page["nextForwardToken"];
      page = await get({ startFromHead: true, limit: 2, nextToken });
    }
    expect(seen.slice(1)).toEqual(lines);
    expect(messages(page)).toEqual([]);
    await studio.store.update(({ sagemaker }) => {
      const app = sagemaker.apps[appRecordKey({ ...alice, AppType: "KernelGateway", AppName: "train" })];
      if (app !== undefined) app.log = [...lines, "step 5"];
    });
    expect(messages(await get({ nextToken }))).toEqual(["step 5"]);
  });

  it("goes back until the token stays the same", async () => {
    const last = await get({ limit: 3 });
    const before = await get({ limit: 3, nextToken: last["nextBackwardToken"] });
    expect(messages(before)).toEqual([expect.stringContaining("Kernel Gateway"), lines[0]]);
    const none = await get({ limit: 3, nextToken: before["nextBackwardToken"] });
    expect(none).toMatchObject({ events: [], nextBackwardToken: before["nextBackwardToken"] });
  });

  it("keeps to a time, from its beginning to just before its end", async () => {
    expect(messages(await get({ startTime: at(2), endTime: at(4) }))).toEqual(lines.slice(0, 2));
    expect(messages(await get({ startTime: at(2), limit: 1, startFromHead: true }))).toEqual(lines.slice(0, 1));
    expect(messages(await get({ startTime: start }))).toEqual([]);
  });

  it.each([
    ["a group there is not", { logGroupName: "/aws/lambda/x" }, "ResourceNotFoundException: The specified log group does not exist."],
    ["a stream there is not", { logStreamName: "d-research/alice" }, "ResourceNotFoundException: The specified log stream does not exist."],
    ["a group by name and identifier", { logGroupIdentifier: logGroupName }, "InvalidParameterException: "],
    ["no group", { logGroupName: undefined }, "InvalidParameterException: "],
    ["a token of nobody", { nextToken: "x" }, "InvalidParameterException: The specified nextToken is invalid."],
    ["more lines than there can be", { limit: 10_001 }, "InvalidParameterException: 1 validation error"],
  ])("refuses %s", async (_, members, text) => {
    expect(errorOf(await call("GetLogEvents", { logGroupName, logStreamName, ...members }))).toContain(text);
  });

  it("finds nothing in another Region", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=a/20250602/eu-west-1/logs/aws4_request";
    const answer = await studio.call(
      "GetLogEvents",
      { logGroupName, logStreamName },
      { "x-amz-target": "Logs_20140328.GetLogEvents", authorization },
    );
    expect(errorOf(answer)).toContain("The specified log group does not exist.");
  });
});

describe("FilterLogEvents", () => {
  it("mixes streams in the order of time", async () => {
    const { events } = await filter({ logStreamNamePrefix: "d-research/alice/" });
    const times = Array.isArray(events) ? events.map((event) => Number(Object(event).timestamp)) : [];
    expect(times.length).toBe(1 + 4 + 4 + 2 + 1);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(Array.isArray(events) ? events.map((event) => Object(event).eventId) : []).size).toBe(times.length);
  });

  it("takes streams by name, and a time that includes both its ends", async () => {
    expect(messages(await filter({ logStreamNames: [logStreamName], startTime: at(2), endTime: at(4) }))).toEqual(lines.slice(0, 3));
    expect(messages(await filter({ logStreamNames: [logStreamName], startFromHead: false }))[0]).toBe(lines[3]);
  });

  it.each([
    ["step", lines],
    ["step NaN", [lines[2]]],
    ['"step 1"', [lines[0]]],
    ["step -NaN", [lines[0], lines[1], lines[3]]],
    ['?NaN ?"step 4"', [lines[2], lines[3]]],
    ["nothing", []],
  ])("finds by the words %s", async (filterPattern, found) => {
    expect(messages(await filter({ logStreamNames: [logStreamName], filterPattern }))).toEqual(found);
  });

  it("comes in pages, each line once", async () => {
    const seen: string[] = [];
    let nextToken: unknown;
    do {
      const page: Readonly<Record<string, unknown>> = await filter({
        logStreamNames: [logStreamName],
        limit: 2,
        ...(nextToken !== undefined && { nextToken }),
      });
      seen.push(...messages(page));
      nextToken = page["nextToken"];
    } while (nextToken !== undefined);
    expect(seen.slice(1)).toEqual(lines);
  });

  it.each([
    ["names together with a prefix", { logStreamNames: [logStreamName], logStreamNamePrefix: "d" }, "InvalidParameterException: "],
    [
      "a stream there is not",
      { logStreamNames: [logStreamName, "x"] },
      "ResourceNotFoundException: The specified log stream does not exist.",
    ],
    ["a word that has to be quoted", { filterPattern: "a/b" }, "InvalidParameterException: Invalid character(s) in term 'a/b'"],
    ["a pattern over JSON", { filterPattern: "{ $.a = 1 }" }, "InvalidParameterException: "],
    ["a token of nobody", { nextToken: "x" }, "InvalidParameterException: The specified nextToken is invalid."],
  ])("refuses %s", async (_, members, text) => {
    expect(errorOf(await call("FilterLogEvents", { logGroupName, ...members }))).toContain(text);
  });
});
