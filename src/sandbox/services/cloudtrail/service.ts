import { home } from "../../home.ts";
import { cloudTrailModel } from "../../model/model.ts";
import type { Operation, Service } from "../../operation.ts";
import { pageOf } from "../../paging.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { TrailEvent } from "../../state.ts";

interface Input {
  readonly LookupAttributes?: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[];
  /** Epoch milliseconds. */
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly EventCategory?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** The most events of a page (service-facts: CloudTrail). */
const pageSize = 50;

/** The events of this account, the latest first (CloudTrail API: LookupEvents; the texts of the refusals are inferred). */
const lookupEvents: Operation<Input> = (input, { state, now }) => {
  const { LookupAttributes = [], StartTime = 0, EndTime = now, EventCategory, MaxResults: size = pageSize, NextToken: token } = input;
  if (StartTime > EndTime) throw new ServiceError("InvalidTimeRangeException", "The start time must be before the end time.");
  if (LookupAttributes.length > 1) throw new ServiceError("InvalidLookupAttributesException", "You can specify only one lookup attribute.");
  const wanted = (state.trail ?? [])
    .filter(({ at }) => at >= StartTime && at <= EndTime)
    .filter((event) => LookupAttributes.every(({ AttributeKey, AttributeValue }) => attributes(event)[AttributeKey] === AttributeValue));
  const found = EventCategory === undefined ? wanted.toReversed() : [];
  const { items, ...next } = pageOf(found, {
    size,
    token,
    query: ["LookupEvents", LookupAttributes, input.StartTime, input.EndTime],
    invalid: () => new ServiceError("InvalidNextTokenException", "The NextToken is not valid."),
  });
  return { Events: items.map(described), ...next };
};

function attributes({ id, name, arn }: TrailEvent): Readonly<Record<string, string>> {
  return { EventId: id, EventName: name, EventSource: source, ReadOnly: "false", Username: nameOf(arn) };
}

const source = "sagemaker.amazonaws.com";

/** The user, or the session of a role. */
function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function described(event: TrailEvent): object {
  const { id: EventId, name: EventName, at: EventTime } = event;
  const { EventSource, ReadOnly, Username } = attributes(event);
  return {
    EventId,
    EventName,
    ReadOnly,
    EventTime,
    EventSource,
    Username,
    Resources: [],
    CloudTrailEvent: JSON.stringify(document(event)),
  };
}

/** CloudTrail user guide, "CloudTrail record contents". */
function document({ id, at, name, parameters, userAgent, region, arn, principal }: TrailEvent): object {
  const role = arn.includes(":assumed-role/");
  return {
    eventVersion: "1.11",
    userIdentity: { type: role ? "AssumedRole" : "IAMUser", principalId: principal, arn, accountId: home.account },
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource: source,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: "127.0.0.1",
    userAgent,
    requestParameters: parameters,
    responseElements: null,
    requestID: id,
    eventID: id,
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: home.account,
    eventCategory: "Management",
  };
}

export const cloudTrail: Service = {
  model: cloudTrailModel,
  protocol: jsonProtocol("1.1"),
  prefix: "cloudtrail",
  denied: "AccessDeniedException",
  invalid: "InvalidParameterCombinationException",
  throttled: "ThrottlingException",
  readers: { LookupEvents: lookupEvents },
  writers: {},
};
