import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { type Observation, unseen } from "../core/idle/facts.ts";
import type { CanvasKey } from "../core/domain/domain.ts";
import { isError, whyFailed } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { type ServiceResponse, items } from "./responses.ts";
import type { AwsSession } from "./session.ts";

const periodSeconds = 60;
/** An older datapoint may belong to an app that was stopped and started since. */
const freshMinutes = 10;

interface Datapoint {
  readonly Timestamp?: Date;
  /** Seconds since the last activity; the minimum of the period. */
  readonly Minimum?: number;
}

/**
 * Reads when a user was last active in Canvas, from the metric TimeSinceLastActive in CloudWatch (service-facts: Canvas): one call for each
 * user. Rejects only as an ActivityProbe does; without data of the last ten minutes, or after any other failure, the result is `seen:
 * false`.
 */
export function canvasActivity(session: AwsSession, clock: Clock) {
  const client = session.client(CloudWatchClient);
  const call = session.call("CloudWatch");

  async function datapoints({ DomainId, owner: { UserProfileName } }: CanvasKey, now: Date): Promise<readonly Datapoint[]> {
    const description = { operation: "GetMetricStatistics", action: "read", subject: `the metric of Canvas of ${UserProfileName}` };
    const input = {
      Namespace: "/aws/sagemaker/Canvas/AppActivity",
      MetricName: "TimeSinceLastActive",
      Dimensions: Object.entries({ DomainId, UserProfileName }).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(now.getTime() - freshMinutes * 60_000),
      EndTime: now,
      Period: periodSeconds,
      Statistics: ["Minimum" as const],
    };
    const response = await call(description, (options) => client.send(new GetMetricStatisticsCommand(input), options));
    return items("GetMetricStatistics", "Datapoints", response.Datapoints);
  }

  return async (key: CanvasKey): Promise<Observation> => {
    const observedAt = clock.now();
    try {
      const moments = (await datapoints(key, observedAt)).flatMap(lastActiveBy);
      if (moments.length === 0) return { seen: false, why: `CloudWatch has no TimeSinceLastActive of the last ${freshMinutes} minutes` };
      return { seen: true, activity: { observedAt, kernels: [], terminals: [], lastActive: new Date(Math.max(...moments)) } };
    } catch (error) {
      session.signal.throwIfAborted();
      if (isError(error, "no-credentials")) throw error;
      return unseen(error, whyFailed(error));
    }
  };
}

/** The latest possible time of the activity: a datapoint has the time of the beginning of its period. */
function lastActiveBy({ Timestamp, Minimum }: ServiceResponse<Datapoint>): number[] {
  const known = Timestamp instanceof Date && typeof Minimum === "number" && Minimum >= 0;
  return known ? [Timestamp.getTime() + (periodSeconds - Minimum) * 1_000] : [];
}
