import type { Operation } from "../context.ts";
import { isWithin, type ListInput, listPage, nameContains, type TimeFilter } from "../listing.ts";

interface ListAppImageConfigsInput extends ListInput, TimeFilter {
  readonly NameContains?: string;
}

export const listAppImageConfigs: Operation<ListAppImageConfigsInput> = (input, { state }) => {
  const configs = Object.entries(state.sagemaker.appImageConfigs).filter(
    ([name, config]) => nameContains(name, input.NameContains) && isWithin(config, input),
  );
  const rule = { operation: "ListAppImageConfigs", order: "Descending", name: "AppImageConfigName" } as const;
  const { records, ...page } = listPage(configs, input, rule);
  return { AppImageConfigs: records, ...page };
};
