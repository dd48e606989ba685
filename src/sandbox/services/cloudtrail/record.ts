import { isRecord } from "../../../core/collections.ts";
import type { Service } from "../../operation.ts";
import type { TrailEvent } from "../../state.ts";

/** The requests that the sandbox records: those of people who come, and of what comes for them. */
const recorded: ReadonlySet<string> = new Set(["CreatePresignedDomainUrl", "StartSession"]);

/** CloudTrail keeps events for 90 days (service-facts: CloudTrail). */
const keptMs = 90 * 86_400_000;

/** The sandbox keeps no more than this, the latest. */
const mostEvents = 1000;

export function isRecorded({ prefix }: Service, operation: string): boolean {
  return prefix === "sagemaker" && recorded.has(operation);
}

/** The events with one more, whose parameters are the input of its operation. */
export function trailWith(
  events: readonly TrailEvent[],
  { input, ...event }: Omit<TrailEvent, "parameters"> & { readonly input: unknown },
): TrailEvent[] {
  const members = Object.entries(isRecord(input) ? input : {});
  const parameters = Object.fromEntries(members.map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]));
  return [...events.filter(({ at }) => event.at - at < keptMs), { ...event, parameters }].slice(-mostEvents);
}
