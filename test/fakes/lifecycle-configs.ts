import { StudioctlError } from "../../src/core/errors.ts";
import type { LifecycleConfig, LifecycleConfigType } from "../../src/core/lifecycle-config/lifecycle-config.ts";
import type { LifecycleConfigs, NewLifecycleConfig } from "../../src/ports/lifecycle-configs.ts";
import { arnPrefix, created } from "./entities.ts";

export const lifecycleConfigArn = (name: string): string => `${arnPrefix}:studio-lifecycle-config/${name}`;

export const script = "#!/bin/bash\nset -e\npip install black\n";

/** A lifecycle config that installs something, unless told otherwise. */
export function lifecycleConfig(
  StudioLifecycleConfigName: string,
  StudioLifecycleConfigAppType: LifecycleConfigType,
  text = script,
): LifecycleConfig {
  return {
    StudioLifecycleConfigName,
    StudioLifecycleConfigArn: lifecycleConfigArn(StudioLifecycleConfigName),
    StudioLifecycleConfigAppType,
    StudioLifecycleConfigContent: Buffer.from(text).toString("base64"),
    CreationTime: created,
  };
}

/** The lifecycle configs of a Region in memory. `created` and `deleted` tell what was changed, in order. */
export function fakeLifecycleConfigs(given: readonly LifecycleConfig[] = []) {
  const configs = new Map(given.map((config) => [config.StudioLifecycleConfigName, config]));
  const made: NewLifecycleConfig[] = [];
  const deleted: string[] = [];
  const named = (name: string): LifecycleConfig => {
    const found = configs.get(name);
    if (found === undefined) throw new StudioctlError("not-found", `lifecycle config ${name} not found`);
    return found;
  };
  const port = {
    async *listLifecycleConfigs() {
      for (const config of configs.values()) {
        const { StudioLifecycleConfigContent: _, ...summary } = config;
        yield summary;
      }
    },
    describeLifecycleConfig: async (name) => named(name),
    async createLifecycleConfig(config) {
      const { StudioLifecycleConfigName: name } = config;
      if (configs.has(name)) throw new StudioctlError("in-use", `cannot create lifecycle config ${name}: it exists already`);
      made.push(config);
      const { Tags: _, ...members } = config;
      configs.set(name, { ...members, StudioLifecycleConfigArn: lifecycleConfigArn(name), CreationTime: created });
      return lifecycleConfigArn(name);
    },
    async deleteLifecycleConfig(name) {
      named(name);
      deleted.push(name);
      configs.delete(name);
    },
  } satisfies LifecycleConfigs;
  return { ...port, created: made, deleted };
}

export type FakeLifecycleConfigs = ReturnType<typeof fakeLifecycleConfigs>;
