import { cloudWatchModel } from "../../model/model.ts";
import type { Context, Operation, Service } from "../../operation.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import { named } from "../../home.ts";
import { type Activity, lastMoved } from "../../jupyter-state.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { appRecordKey, ownerKey } from "../sagemaker/names.ts";

interface Input {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  /** Times are epoch milliseconds here. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Period: number;
  readonly Statistics?: readonly string[];
  readonly Unit?: string;
}

const minute = 60_000;
const mostDatapoints = 1_440;
const unit = "Seconds";

/** The only metric: how long ago each user of a running Canvas last did something, published every minute (service-facts: Canvas). */
const getMetricStatistics: Operation<Input> = (input, context) => {
  checkTimes(input);
  const { MetricName: Label, Unit = unit } = input;
  const canvas = Unit === unit ? canvasOf(input, context) : undefined;
  return { Label, Datapoints: canvas === undefined ? [] : datapoints(input, canvas, context.now) };
};

function checkTimes({ StartTime, EndTime, Period, Statistics }: Input): void {
  if (Statistics === undefined) throw new ServiceError("MissingRequiredParameterException", "The parameter Statistics must be specified.");
  if (StartTime >= EndTime)
    throw new ServiceError("InvalidParameterValueException", "The parameter StartTime must be less than the parameter EndTime.");
  if (Period % 60 !== 0) throw new ServiceError("InvalidParameterValueException", "The parameter Period must be a multiple of 60.");
  const wanted = Math.ceil((EndTime - StartTime) / (Period * 1000));
  if (wanted <= mostDatapoints) return;
  throw new ServiceError(
    "InvalidParameterCombinationException",
    `You have requested up to ${wanted.toLocaleString("en")} datapoints, which exceeds the limit of 1,440. ` +
      "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
  );
}

/** A metric is named by all of its dimensions: with one more or less it is another, which has no data. */
function canvasOf({ Namespace, MetricName, Dimensions = [] }: Input, { state }: Context): Canvas | undefined {
  if (Namespace !== "/aws/sagemaker/Canvas/AppActivity" || MetricName !== "TimeSinceLastActive" || Dimensions.length !== 2)
    return undefined;
  const [DomainId, UserProfileName] = ["DomainId", "UserProfileName"].map((name) => Dimensions.find(({ Name }) => Name === name)?.Value);
  if (DomainId === undefined || UserProfileName === undefined) return undefined;
  const app = named(state.sagemaker.apps, appRecordKey({ DomainId, UserProfileName, AppType: "Canvas", AppName: "default" }));
  const activity = named(state.canvas ?? {}, ownerKey(DomainId, { UserProfileName }));
  return app?.Status === "InService" && activity !== undefined ? { activity, since: app.CreationTime } : undefined;
}

interface Canvas {
  readonly activity: Activity;
  readonly since: number;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const statistics: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SampleCount: (values) => values.length,
  Sum: total,
  Average: (values) => total(values) / values.length,
  Minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
  Maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
};

function datapoints({ StartTime, EndTime, Period, Statistics = [] }: Input, { activity, since }: Canvas, now: number): object[] {
  const period = Period * 1000;
  const samples = new Map<number, number[]>();
  for (let at = Math.ceil(Math.max(StartTime, since) / minute) * minute; at < Math.min(EndTime, now); at += minute) {
    const bucket = Math.floor(at / period) * period;
    const idleSeconds = Math.max(0, (at - lastMoved(activity, at)) / 1000);
    const values = samples.get(bucket) ?? [];
    values.push(idleSeconds);
    samples.set(bucket, values);
  }
  return [...samples].map(([Timestamp, values]) => {
    const requested = Statistics.map((name) => [name, statistics[name]?.(values)]);
    return { Timestamp, Unit: unit, ...Object.fromEntries(requested) };
  });
}

export const cloudWatch: Service = {
  model: cloudWatchModel,
  protocol: jsonProtocol("1.0"),
  prefix: "cloudwatch",
  denied: "AccessDeniedException",
  invalid: "InvalidParameterValueException",
  throttled: "ThrottlingException",
  readers: { GetMetricStatistics: getMetricStatistics },
  writers: {},
};
