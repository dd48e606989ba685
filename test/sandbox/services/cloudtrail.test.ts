import { afterEach, beforeEach, expect, it } from "vitest";
import { seedState } from "../../../src/sandbox/seed.ts";
import { errorOf, start, type Wired, wire } from "../wire.ts";

let sandbox: Wired;
let DomainId: string;
beforeEach(async () => {
  const state = seedState({ domains: [{ name: "research", users: [{ name: "lena" }, { name: "mara" }] }] }, start);
  [DomainId = ""] = Object.keys(state.sagemaker.domains);
  sandbox = await wire(state);
});
afterEach(() => sandbox.close());

const seconds = start / 1000;
const target = { "x-amz-target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents" };
const lookup = (members: object = {}) => sandbox.call("LookupEvents", members, target);
const signIn = (user: string) =>
  sandbox.call("CreatePresignedDomainUrl", { DomainId, UserProfileName: user, ExpiresInSeconds: 60 }, { "user-agent": "a-browser/1.0" });
const named = (name: string) => ({ LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: name }] });

it("CloudTrail records who signs in, with the parameters of the request, the latest first", async () => {
  await signIn("lena");
  await signIn("mara");
  await sandbox.call("ListApps", {});
  const { headers, json } = await lookup(named("CreatePresignedDomainUrl"));
  expect(headers["content-type"]).toBe("application/x-amz-json-1.1");
  const events = [json["Events"]].flat();
  expect(events).toMatchObject([
    {
      EventName: "CreatePresignedDomainUrl",
      EventSource: "sagemaker.amazonaws.com",
      EventTime: seconds,
      ReadOnly: "false",
      Username: "sandbox",
    },
    {},
  ]);
  expect(events.map((event) => JSON.parse(String(Object(event).CloudTrailEvent)) as unknown)).toMatchObject([
    { requestParameters: { domainId: DomainId, userProfileName: "mara" } },
    {
      eventSource: "sagemaker.amazonaws.com",
      eventName: "CreatePresignedDomainUrl",
      eventTime: new Date(start).toISOString().replace(".000Z", "Z"),
      userAgent: "a-browser/1.0",
      userIdentity: { arn: "arn:aws:iam::111122223333:user/sandbox" },
      requestParameters: { domainId: DomainId, userProfileName: "lena", expiresInSeconds: 60 },
    },
  ]);
  expect(JSON.stringify(events)).not.toContain("token=");
});

it("CloudTrail is found by its name with and without a namespace", async () => {
  const { status } = await sandbox.call("LookupEvents", {}, { "x-amz-target": "CloudTrail_20131101.LookupEvents" });
  expect(status).toBe(200);
});

it("CloudTrail finds by one attribute and by time, page by page", async () => {
  for (const user of ["lena", "mara", "lena"]) await signIn(user);
  expect((await lookup(named("StartSession"))).json["Events"]).toEqual([]);
  expect((await lookup({ EndTime: seconds - 1 })).json["Events"]).toEqual([]);
  expect((await lookup({ StartTime: seconds - 1 })).json["Events"]).toHaveLength(3);
  const first = await lookup({ MaxResults: 2 });
  expect(first.json["Events"]).toHaveLength(2);
  const { json } = await lookup({ MaxResults: 2, NextToken: first.json["NextToken"] });
  expect([json["Events"], json["NextToken"]]).toEqual([[expect.anything()], undefined]);
});

it("CloudTrail keeps no refused request, and nothing for longer than 90 days", async () => {
  await signIn("nobody");
  expect((await lookup()).json["Events"]).toEqual([]);
  await signIn("lena");
  sandbox.advance(91 * 86_400);
  await signIn("mara");
  expect((await lookup()).json["Events"]).toHaveLength(1);
});

it.each([
  ["InvalidTimeRangeException", { StartTime: seconds, EndTime: seconds - 1 }],
  ["InvalidLookupAttributesException", { LookupAttributes: [...named("a").LookupAttributes, ...named("b").LookupAttributes] }],
  ["InvalidNextTokenException", { NextToken: "x" }],
  ["InvalidParameterCombinationException", { MaxResults: 51 }],
])("CloudTrail refuses with %s", async (code, members) => {
  expect(errorOf(await lookup(members))).toContain(code);
});
