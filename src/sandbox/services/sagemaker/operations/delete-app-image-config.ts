import { requireAppImageConfig } from "../app-image-configs.ts";
import type { Operation } from "../context.ts";

export const deleteAppImageConfig: Operation<{ readonly AppImageConfigName: string }> = (input, context) => {
  const config = requireAppImageConfig(context, input.AppImageConfigName);
  const { appImageConfigs, tags } = context.state.sagemaker;
  delete appImageConfigs[config.AppImageConfigName];
  delete tags[config.AppImageConfigArn];
  return undefined;
};
