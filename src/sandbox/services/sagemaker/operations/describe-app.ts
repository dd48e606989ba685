import type { AppKey } from "../../../../core/app/app.ts";
import type { AppRecord } from "../../../sagemaker-state.ts";
import type { Operation } from "../context.ts";
import { requireApp } from "../find.ts";

/** How often the service looks after a running app, milliseconds. */
const healthCheckEvery = 60_000;

export const describeApp: Operation<AppKey> = (input, context) => {
  const app = requireApp(context, input);
  return app.Status === "InService" ? { ...healthCheck(app, context.now), ...app } : app;
};

/** A health check moves both timestamps where no user has been seen (service-facts: DescribeApp). */
function healthCheck(app: AppRecord, now: number): object {
  const checked = Math.max(app.LastModifiedTime ?? app.CreationTime, now - (now % healthCheckEvery));
  return { LastHealthCheckTimestamp: checked, LastUserActivityTimestamp: checked };
}
