import { resourceInUse } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { requireLifecycleConfig, userOfConfig } from "../lifecycle-configs.ts";

export const deleteStudioLifecycleConfig: Operation<{ readonly StudioLifecycleConfigName: string }> = (input, context) => {
  const config = requireLifecycleConfig(context, input.StudioLifecycleConfigName);
  const user = userOfConfig(context, config);
  if (user !== undefined) {
    throw resourceInUse(`Unable to delete StudioLifecycleConfig [${config.StudioLifecycleConfigArn}] because [${user}] uses it.`);
  }
  const { lifecycleConfigs, tags } = context.state.sagemaker;
  delete lifecycleConfigs[config.StudioLifecycleConfigName];
  delete tags[config.StudioLifecycleConfigArn];
  return undefined;
};
