import { validationException } from "../../protocol/service-error.ts";
import type { Context } from "./context.ts";

/**
 * Refuses a lifecycle config that does not exist, or that belongs to another type of app (CreateStudioLifecycleConfig
 * takes the one app type that it is for; the texts are inferred). `None`, which the model's pattern has beside ARNs, names
 * none. Throws ValidationException.
 */
export function checkLifecycleConfig({ state }: Context, appType: string, arn: string): void {
  if (arn === "None") return;
  const config = Object.values(state.sagemaker.lifecycleConfigs).find(({ StudioLifecycleConfigArn }) => StudioLifecycleConfigArn === arn);
  if (config === undefined) throw validationException(`StudioLifecycleConfig [${arn}] does not exist.`);
  const { StudioLifecycleConfigAppType: belongsTo } = config;
  if (belongsTo !== appType)
    throw validationException(`StudioLifecycleConfig [${arn}] is for AppType [${belongsTo}], not for AppType [${appType}].`);
}
