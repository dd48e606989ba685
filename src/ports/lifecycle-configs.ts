import type { Tag } from "../core/app/app.ts";
import type { LifecycleConfig, LifecycleConfigSummary, LifecycleConfigType } from "../core/lifecycle-config/lifecycle-config.ts";

export interface NewLifecycleConfig {
  readonly StudioLifecycleConfigName: string;
  readonly StudioLifecycleConfigAppType: LifecycleConfigType;
  /** The script in base64. */
  readonly StudioLifecycleConfigContent: string;
  readonly Tags?: readonly Tag[];
}

/**
 * Lifecycle configs of one Region: created and deleted immediately, never changed (service-facts: States and lifetimes). Rejects and pages
 * as the interfaces of Studio do.
 */
export interface LifecycleConfigs {
  listLifecycleConfigs(): AsyncIterable<LifecycleConfigSummary>;
  describeLifecycleConfig(name: string): Promise<LifecycleConfig>;
  /** Resolves to the ARN. Rejects with `in-use` where the name is taken. */
  createLifecycleConfig(config: NewLifecycleConfig): Promise<string>;
  /** Rejects with `in-use` while something still names it. */
  deleteLifecycleConfig(name: string): Promise<void>;
}
