import { collect } from "../../core/collections.ts";
import type { LifecycleConfig } from "../../core/lifecycle-config/lifecycle-config.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import { suggesting } from "../errors.ts";

/** A lifecycle config; rejects with `not-found` and the most similar name if it is unknown. */
export async function describeLifecycleConfig({ configs }: { readonly configs: LifecycleConfigs }, name: string): Promise<LifecycleConfig> {
  return await suggesting(
    { what: "lifecycle config", name, where: "this Region", lists: "studioctl lifecycle-config list" },
    () => configs.describeLifecycleConfig(name),
    async () => (await collect(configs.listLifecycleConfigs())).map((config) => config.StudioLifecycleConfigName),
  );
}
