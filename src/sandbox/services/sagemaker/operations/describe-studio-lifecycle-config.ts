import type { Operation } from "../context.ts";
import { requireLifecycleConfig } from "../lifecycle-configs.ts";

export const describeStudioLifecycleConfig: Operation<{ readonly StudioLifecycleConfigName: string }> = (input, context) =>
  requireLifecycleConfig(context, input.StudioLifecycleConfigName);
