import { requireAppImageConfig } from "../app-image-configs.ts";
import type { Operation } from "../context.ts";

export const describeAppImageConfig: Operation<{ readonly AppImageConfigName: string }> = (input, context) =>
  requireAppImageConfig(context, input.AppImageConfigName);
