import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreatePresignedDomainUrlCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, it } from "vitest";
import { createVisitsLog } from "../../src/aws/visits.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { start, wire } from "../sandbox/wire.ts";
import { sessionIn } from "./session.ts";

const aws = sessionIn("us-east-1");
const service = mockClient(aws.client(CloudTrailClient));
afterEach(() => service.reset());

const at = new Date("2026-03-02T11:00:00Z");
const since = new Date("2026-03-02T00:00:00Z");
const arn = "arn:aws:sts::123456789012:assumed-role/data-science/maya";

/** An event; a member of the record that is undefined is left out. */
function event(record: object, more: Partial<Event> = {}): Event {
  const common = { eventSource: "sagemaker.amazonaws.com", userAgent: "aws-toolkit-vscode", userIdentity: { arn } };
  return { EventTime: at, CloudTrailEvent: JSON.stringify({ ...common, ...record }), ...more };
}

const session = (parameters: unknown, more: object = {}): Event =>
  event({ eventName: "StartSession", requestParameters: parameters, ...more });
const signIn = (parameters: object, more: object = {}): Event =>
  event({
    eventName: "CreatePresignedDomainUrl",
    requestParameters: { domainId: "d-one", userProfileName: "maya", ...parameters },
    ...more,
  });
const space = { resourceIdentifier: "arn:aws:sagemaker:us-east-1:123456789012:space/d-one/nlp" };

function log(): { readonly visits: Promise<unknown>; readonly pauses: number[] } {
  const pauses: number[] = [];
  const visits = createVisitsLog(aws, { sleep: async (ms) => void pauses.push(ms) }).since(since);
  return { visits, pauses };
}

function shows(sessions: readonly Event[], signIns: readonly Event[] = []): void {
  for (const [name, Events] of Object.entries({ StartSession: sessions, CreatePresignedDomainUrl: signIns })) {
    service
      .on(LookupEventsCommand, { LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: name }] })
      .resolves({ Events: [...Events] });
  }
}

it("reads sessions and sign-ins by the parameters of their requests, with who made them", async () => {
  shows([session(space)], [signIn({ spaceName: "nlp" }), signIn({})]);
  await expect(log().visits).resolves.toEqual([
    { at, kind: "session", by: "maya", DomainId: "d-one", SpaceName: "nlp" },
    { at, kind: "sign-in", by: "maya", DomainId: "d-one", SpaceName: "nlp", UserProfileName: "maya" },
    { at, kind: "sign-in", by: "maya", DomainId: "d-one", UserProfileName: "maya" },
  ]);
  expect(service.commandCalls(LookupEventsCommand).map(({ args }) => args[0].input.StartTime)).toEqual([since, since]);
});

it("leaves out sign-ins of sweeps, by their user agent and by the name of their session, and no session", async () => {
  const userAgent = "aws-sdk-js/3.1169.0 ua/2.1 os/linux lang/js md/nodejs#20.20.0 api/sagemaker#3.1169.0 studioctl m/E";
  const role = { userIdentity: { arn: "arn:aws:sts::123456789012:assumed-role/sweeper/studioctl-ci" } };
  shows([session(space, { userAgent })], [signIn({}, { userAgent }), signIn({}, role)]);
  await expect(log().visits).resolves.toEqual([expect.objectContaining({ kind: "session" })]);
});

it.each([
  ["of Systems Manager", session({ target: "i-1" }, { eventSource: "ssm.amazonaws.com" })],
  ["that was refused", session(space, { errorCode: "AccessDenied" })],
  ["without parameters", session(null)],
  ["on something else", session({ resourceIdentifier: "arn:aws:sagemaker:us-east-1:123456789012:app/d-one/nlp" })],
  ["without a time", { CloudTrailEvent: session(space).CloudTrailEvent }],
  ["that is not JSON", { EventTime: at, CloudTrailEvent: "{" }],
  ["that is empty", {}],
  ["with another name", event({ eventName: "DescribeApp", requestParameters: space })],
])("leaves out an event %s", async (_, unusable) => {
  shows([unusable]);
  await expect(log().visits).resolves.toEqual([]);
});

it("reads page after page, at most two calls a second, and not without end", async () => {
  service.on(LookupEventsCommand).resolves({ Events: [session(space)], NextToken: "more" });
  const { visits, pauses } = log();
  await expect(visits).resolves.toHaveLength(40);
  const calls = service.commandCalls(LookupEventsCommand).map(({ args }) => args[0].input.NextToken);
  expect(calls).toHaveLength(40);
  expect(calls.slice(0, 3)).toEqual([undefined, "more", "more"]);
  expect(pauses).toEqual(Array.from({ length: 38 }, () => 500));
});

it("rejects with the missing action", async () => {
  service.on(LookupEventsCommand).rejects(
    Object.assign(new Error("User: x is not authorized to perform: cloudtrail:LookupEvents"), {
      name: "AccessDeniedException",
      $fault: "client",
    }),
  );
  await expect(log().visits).rejects.toMatchObject({ code: "denied", deniedAction: "cloudtrail:LookupEvents" });
});

it("reads what the sandbox records: a person's sign-in, and not its own", async () => {
  service.restore();
  const state = seedState({ domains: [{ name: "research", users: [{ name: "lena" }] }] }, start);
  const [DomainId = ""] = Object.keys(state.sagemaker.domains);
  const sandbox = await wire(state);
  const here = sessionIn("us-east-1", { sandbox: sandbox.endpoint });
  const client = here.client(SageMakerClient);
  await client.send(new CreatePresignedDomainUrlCommand({ DomainId, UserProfileName: "lena" }));
  const ofPerson = { "user-agent": "Boto3/1.43.11" };
  await sandbox.call("CreatePresignedDomainUrl", { DomainId, UserProfileName: "lena" }, ofPerson);
  const visits = await createVisitsLog(here, { sleep: async () => {} }).since(new Date(start - 3_600_000));
  expect(visits).toEqual([{ at: new Date(start), kind: "sign-in", by: "sandbox", DomainId, UserProfileName: "lena" }]);
  client.destroy();
  await sandbox.close();
});
