import { type AppDetail, appKey, appReference, ownerLabel, ownerOf } from "../../../core/app/app.ts";
import { withHourlyUsd } from "../../app-columns.ts";
import { perHour, statusTone, timeAndAge } from "../../columns.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { type Details, details, known } from "../../result.ts";
import { findOneApp } from "../../targets.ts";

export const appDescribe = defineCommand({
  name: "app describe",
  summary: "Show one app",
  args: {
    app: requiredArgument("APP", "NAME, OWNER/NAME, OWNER/TYPE/NAME or DOMAIN/OWNER/TYPE/NAME, or - for one on stdin", {
      completes: "app",
    }),
  },
  examples: [
    ["Show an app by its name", "studioctl app describe churn-model --domain research"],
    ["Show the JupyterLab app of a space", "studioctl app describe space:nlp-lab/default -d research"],
  ],
  seeAlso: ["app why", "app logs", "help references"],
  async run({ args, context }) {
    const app = await findOneApp(context, args.app);
    const studio = await context.studio();
    const detail = await studio.describeApp(appKey(app));
    return appDetails(withHourlyUsd(detail, await context.prices(), studio.region), context.clock.now());
  },
});

/** An app as `describe` and `start` show it. */
export function appDetails(app: AppDetail & { readonly HourlyUsd?: number }, now: Date, footer: readonly string[] = []): Details {
  const spec = app.ResourceSpec;
  return details({
    document: app,
    name: appReference(app),
    footer,
    fields: known([
      ["App", app.AppName],
      ["Type", app.AppType],
      ["Owner", ownerLabel(ownerOf(app))],
      ["Domain", app.DomainId],
      ["Status", app.Status, statusTone(app.Status)],
      ["Why", app.FailureReason],
      ["Instance type", spec?.InstanceType],
      ["Price", app.HourlyUsd === undefined ? undefined : perHour(app.HourlyUsd)],
      ["Image", spec?.SageMakerImageVersionArn ?? spec?.SageMakerImageArn],
      ["Lifecycle config", spec?.LifecycleConfigArn],
      ["Recovery mode", app.RecoveryMode === true ? "on" : undefined],
      ["Created", timeAndAge(app.CreationTime, now)],
      ["Last user activity", app.LastUserActivityTimestamp && timeAndAge(app.LastUserActivityTimestamp, now)],
      ["Last health check", app.LastHealthCheckTimestamp && timeAndAge(app.LastHealthCheckTimestamp, now)],
      ["ARN", app.AppArn],
    ]),
  });
}
