import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { isRecord } from "../core/collections.ts";
import type { RecordedVisit } from "../core/idle/visits.ts";
import type { Clock } from "../ports/clock.ts";
import type { VisitsLog } from "../ports/visits.ts";
import { items } from "./responses.ts";
import type { AwsSession } from "./session.ts";

/** LookupEvents takes one attribute a call, and two calls a second of an account and Region (service-facts: CloudTrail). */
const names = ["StartSession", "CreatePresignedDomainUrl"] as const;
const callsASecond = 2;

/** The most pages of 50 events that are read of each name, the latest first: 10 seconds. Visits only keep apps, so that none is needed. */
const mostPages = 20;

const source = "sagemaker.amazonaws.com";

/** Visits as CloudTrail records them, minutes late. `clock` is the machine's own. */
export function createVisitsLog(session: AwsSession, clock: Pick<Clock, "sleep">): VisitsLog {
  const client = session.client(CloudTrailClient);
  const call = session.call("CloudTrail");

  async function* events(name: (typeof names)[number], since: Date, pace: () => Promise<void>): AsyncGenerator<Event> {
    const description = { operation: "LookupEvents", action: "look up", subject: `${name} events` };
    let NextToken: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      await pace();
      const input = {
        LookupAttributes: [{ AttributeKey: "EventName" as const, AttributeValue: name }],
        StartTime: since,
        ...(NextToken !== undefined && { NextToken }),
      };
      const response = await call(description, (options) => client.send(new LookupEventsCommand(input), options));
      yield* items("LookupEvents", "Events", response.Events);
      NextToken = response.NextToken;
      if (NextToken === undefined) return;
    }
  }

  return {
    async since(moment, signal) {
      const visits: RecordedVisit[] = [];
      let calls = 0;
      const pace = async (): Promise<void> => {
        calls += 1;
        if (calls > callsASecond) await clock.sleep(1000 / callsASecond, signal);
      };
      for (const name of names) {
        for await (const event of events(name, moment, pace)) visits.push(...visitIn(event));
      }
      return visits;
    },
  };
}

/**
 * The visit in an event; none in an event of another service with the same name (Systems Manager has a StartSession), in a refused request,
 * and in a sign-in of a sweep. The request's parameters say what was visited; the event's resource names do not.
 */
function visitIn({ CloudTrailEvent, EventTime }: Event): RecordedVisit[] {
  const record = parsed(CloudTrailEvent);
  const { eventSource, eventName, errorCode, requestParameters, userIdentity } = record;
  if (eventSource !== source || errorCode !== undefined || !(EventTime instanceof Date) || !isRecord(requestParameters)) return [];
  const by = isRecord(userIdentity) ? textOf(userIdentity["arn"]) : undefined;
  const common = { at: EventTime, ...(by !== undefined && { by: by.slice(by.lastIndexOf("/") + 1) }) };
  if (eventName === "StartSession") {
    const [, DomainId, SpaceName] = /:space\/([^/]+)\/([^/]+)$/.exec(textOf(requestParameters["resourceIdentifier"]) ?? "") ?? [];
    return DomainId === undefined || SpaceName === undefined ? [] : [{ ...common, kind: "session", DomainId, SpaceName }];
  }
  const [DomainId, UserProfileName, SpaceName] = ["domainId", "userProfileName", "spaceName"].map((name) =>
    textOf(requestParameters[name]),
  );
  if (eventName !== "CreatePresignedDomainUrl" || DomainId === undefined || isOwn(record, by)) return [];
  const whose = { ...(SpaceName !== undefined && { SpaceName }), ...(UserProfileName !== undefined && { UserProfileName }) };
  return [{ ...common, kind: "sign-in", DomainId, ...whose }];
}

/** Sweeps sign in to every server: by their user agent (connection.ts), or by the name of the session in which they work in an account. */
function isOwn({ userAgent }: Record<string, unknown>, arn = ""): boolean {
  return /(?:^|[ /])studioctl\b/.test(textOf(userAgent) ?? "") || /:assumed-role\/.*\/studioctl-[^/]*$/.test(arn);
}

function parsed(text: unknown): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(textOf(text) ?? "");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
