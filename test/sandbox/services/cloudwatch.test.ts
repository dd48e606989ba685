import { afterEach, beforeEach, expect, it } from "vitest";
import { seedState } from "../../../src/sandbox/seed.ts";
import { errorOf, start, type Wired, wire } from "../wire.ts";

let sandbox: Wired;
let DomainId: string;
beforeEach(async () => {
  const canvas = { type: "Canvas", started: "6h" } as const;
  const state = seedState(
    {
      domains: [
        {
          name: "research",
          users: [
            { name: "lena", apps: [{ ...canvas, active: "2h" }] },
            { name: "mara", apps: [{ ...canvas, active: "every 1m" }] },
            { name: "noor", apps: [canvas] },
            { name: "otto", apps: [{ ...canvas, active: "2h", status: "Failed" }] },
          ],
        },
      ],
    },
    start,
  );
  [DomainId = ""] = Object.keys(state.sagemaker.domains);
  sandbox = await wire(state);
});
afterEach(() => sandbox.close());

const seconds = start / 1000;
const target = { "x-amz-target": "GraniteServiceVersion20100801.GetMetricStatistics" };

function call(user: string, members: object = {}) {
  const request = {
    Namespace: "/aws/sagemaker/Canvas/AppActivity",
    MetricName: "TimeSinceLastActive",
    Dimensions: [
      { Name: "UserProfileName", Value: user },
      { Name: "DomainId", Value: DomainId },
    ],
    StartTime: seconds - 600,
    EndTime: seconds,
    Period: 60,
    Statistics: ["Minimum"],
    ...members,
  };
  return sandbox.call("GetMetricStatistics", request, { ...target, "content-type": "application/x-amz-json-1.0" });
}

it("CloudWatch answers in JSON 1.0 how long ago each user of Canvas was active, every minute", async () => {
  const { headers, json } = await call("lena");
  expect(headers["content-type"]).toBe("application/x-amz-json-1.0");
  expect(json["Label"]).toBe("TimeSinceLastActive");
  expect(json["Datapoints"]).toEqual(
    Array.from({ length: 10 }, (_, place) => ({
      Timestamp: seconds - 600 + 60 * place,
      Minimum: 7_200 - 600 + 60 * place,
      Unit: "Seconds",
    })),
  );
  expect((await call("mara")).json["Datapoints"]).toContainEqual({ Timestamp: seconds - 60, Minimum: 0, Unit: "Seconds" });
});

it("the metric continues as time passes, and ends with the app", async () => {
  sandbox.advance(3_600);
  const later = { StartTime: seconds + 3_540, EndTime: seconds + 3_600 };
  expect((await call("lena", later)).json["Datapoints"]).toEqual([{ Timestamp: seconds + 3_540, Minimum: 10_740, Unit: "Seconds" }]);
  await sandbox.expect("DeleteApp", { DomainId, UserProfileName: "lena", AppType: "Canvas", AppName: "default" });
  expect((await call("lena", later)).json["Datapoints"]).toEqual([]);
});

it("the minutes of a period are combined", async () => {
  const all = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
  const { json } = await call("lena", { Period: 300, StartTime: seconds - 300, Statistics: all });
  expect(json["Datapoints"]).toEqual([
    { Timestamp: seconds - 300, SampleCount: 5, Sum: 35_100, Average: 7_020, Minimum: 6_900, Maximum: 7_140, Unit: "Seconds" },
  ]);
});

it.each([
  ["an app that never told", "noor", {}],
  ["an app that is not InService", "otto", {}],
  ["a user that has no Canvas", "nobody", {}],
  ["another metric", "lena", { MetricName: "Errors" }],
  ["another namespace", "lena", { Namespace: "AWS/SageMaker" }],
  ["fewer dimensions", "lena", { Dimensions: [] }],
  ["another unit", "lena", { Unit: "Count" }],
  ["times before the app", "lena", { StartTime: seconds - 86_400, EndTime: seconds - 80_000 }],
])("the metric has no data of %s", async (_, user, members) => {
  const { status, json } = await call(user, members);
  expect([status, json["Datapoints"]]).toEqual([200, []]);
});

it.each([
  [
    "times the wrong way round",
    { StartTime: seconds, EndTime: seconds },
    "InvalidParameterValueException: The parameter StartTime must be less",
  ],
  ["a period of no whole minutes", { Period: 90 }, "InvalidParameterValueException: The parameter Period must be a multiple of 60."],
  ["no statistic", { Statistics: undefined }, "MissingRequiredParameterException: The parameter Statistics must be specified."],
  ["an unknown statistic", { Statistics: ["Median"] }, "InvalidParameterValueException: 1 validation error detected: Value 'Median'"],
  [
    "more than it gives at once",
    { StartTime: seconds - 604_800 },
    "InvalidParameterCombinationException: You have requested up to 10,080 datapoints",
  ],
])("CloudWatch refuses %s", async (_, members, text) => {
  expect(errorOf(await call("lena", members))).toContain(text);
});
