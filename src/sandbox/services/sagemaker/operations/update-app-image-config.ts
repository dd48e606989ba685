import { checkImageConfigs, type ImageConfigs, requireAppImageConfig } from "../app-image-configs.ts";
import type { Operation } from "../context.ts";

interface UpdateAppImageConfigInput extends ImageConfigs {
  readonly AppImageConfigName: string;
}

/** Each of the three configs is replaced as a whole. */
export const updateAppImageConfig: Operation<UpdateAppImageConfigInput> = (input, context) => {
  const config = requireAppImageConfig(context, input.AppImageConfigName);
  checkImageConfigs(input);
  context.state.sagemaker.appImageConfigs[input.AppImageConfigName] = { ...config, ...input, LastModifiedTime: context.now };
  return config;
};
