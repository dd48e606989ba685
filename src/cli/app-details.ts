import { type AppDetail, appReference, ownerLabel, ownerOf } from "../core/app/app.ts";
import { perHour, statusTone, timeAndAge } from "./views/columns.ts";
import { type Details, details, known } from "./result.ts";

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
