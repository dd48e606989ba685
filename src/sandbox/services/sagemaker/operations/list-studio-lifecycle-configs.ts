import type { Operation } from "../context.ts";
import { isWithin, type ListInput, listPage, nameContains, type TimeFilter } from "../listing.ts";

interface ListStudioLifecycleConfigsInput extends ListInput, TimeFilter {
  readonly NameContains?: string;
  readonly AppTypeEquals?: string;
}

export const listStudioLifecycleConfigs: Operation<ListStudioLifecycleConfigsInput> = (input, { state }) => {
  const configs = Object.entries(state.sagemaker.lifecycleConfigs).filter(
    ([name, config]) =>
      nameContains(name, input.NameContains) &&
      (input.AppTypeEquals === undefined || config.StudioLifecycleConfigAppType === input.AppTypeEquals) &&
      isWithin(config, input),
  );
  const rule = { operation: "ListStudioLifecycleConfigs", order: "Descending", name: "StudioLifecycleConfigName" } as const;
  const { records, ...page } = listPage(configs, input, rule);
  return { StudioLifecycleConfigs: records, ...page };
};
