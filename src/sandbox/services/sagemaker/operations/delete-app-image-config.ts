import { requireAppImageConfig } from "../app-image-configs.ts";
import type { Operation } from "../context.ts";
import { refuseConfigInUse } from "../custom-images.ts";

export const deleteAppImageConfig: Operation<{ readonly AppImageConfigName: string }> = (input, context) => {
  const config = requireAppImageConfig(context, input.AppImageConfigName);
  refuseConfigInUse(context, config.AppImageConfigName);
  const { appImageConfigs, tags } = context.state.sagemaker;
  delete appImageConfigs[config.AppImageConfigName];
  delete tags[config.AppImageConfigArn];
  return undefined;
};
