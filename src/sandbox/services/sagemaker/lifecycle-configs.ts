import { resourceNotFound } from "../../protocol/service-error.ts";
import type { LifecycleConfigRecord } from "../../sagemaker-state.ts";
import { userOf } from "./attachments.ts";
import type { Context } from "./context.ts";
import { named } from "./find.ts";
import { lifecycleConfigs } from "./user-settings.ts";

export function requireLifecycleConfig({ state }: Context, name: string): LifecycleConfigRecord {
  const config = named(state.sagemaker.lifecycleConfigs, name);
  if (config === undefined) throw resourceNotFound(`StudioLifecycleConfig ${name} does not exist.`);
  return config;
}

/** What keeps a config from being deleted: a running app, or settings that it is attached to. */
export function userOfConfig(context: Context, { StudioLifecycleConfigArn: arn }: LifecycleConfigRecord): string | undefined {
  return userOf(context, {
    app: ({ ResourceSpec }) => ResourceSpec.LifecycleConfigArn === arn,
    settings: (settings) => lifecycleConfigs(settings).includes(arn),
  });
}
