import { StudioctlError } from "../../core/errors.ts";
import type { Tag } from "../../core/app/app.ts";
import {
  type LifecycleConfig,
  type LifecycleConfigType,
  type LifecycleScript,
  scriptOf,
} from "../../core/lifecycle-config/lifecycle-config.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { ScriptChecker } from "../../ports/programs.ts";
import { orMissing } from "../errors.ts";

export interface LifecycleConfigRequest {
  readonly name: string;
  readonly type: LifecycleConfigType;
  readonly script: LifecycleScript;
  readonly tags: readonly Tag[];
}

export interface CreatedLifecycleConfig {
  readonly arn: string;
  /** False where the very same was there already. */
  readonly created: boolean;
}

/**
 * Creates a lifecycle config, unless one of the same type and script exists, with any tags. Rejects with
 * `invalid` where the shell cannot read the script, and with `in-use` where another one has the name: it cannot be changed
 * (service-facts: States and lifetimes).
 */
export async function createLifecycleConfig(
  { configs, checker }: { readonly configs: LifecycleConfigs; readonly checker: ScriptChecker },
  { name, type, script, tags }: LifecycleConfigRequest,
): Promise<CreatedLifecycleConfig> {
  const fault = script.forShell ? await checker.syntaxFault(script.text) : undefined;
  if (fault !== undefined)
    throw new StudioctlError("invalid", "bash cannot read the script", { why: fault, fix: "check it with: bash -n SCRIPT" });
  const present = await orMissing(() => configs.describeLifecycleConfig(name));
  if (present !== undefined) {
    requireSame(present, type, script);
    return { arn: present.StudioLifecycleConfigArn, created: false };
  }
  const arn = await configs.createLifecycleConfig({
    StudioLifecycleConfigName: name,
    StudioLifecycleConfigAppType: type,
    StudioLifecycleConfigContent: script.content,
    ...(tags.length > 0 && { Tags: tags }),
  });
  return { arn, created: true };
}

function requireSame(present: LifecycleConfig, type: LifecycleConfigType, script: LifecycleScript): void {
  const { StudioLifecycleConfigName: name, StudioLifecycleConfigAppType: own } = present;
  const other = [
    ...(own === type ? [] : [`it is for ${own}, not for ${type}`]),
    ...(scriptOf(present) === script.text ? [] : ["its script differs"]),
  ];
  if (other.length === 0) return;
  throw new StudioctlError("in-use", `lifecycle config "${name}" exists already, and cannot be changed`, {
    why: other.join("; "),
    fix: `choose another name, or delete it first: studioctl lifecycle-config delete ${name}`,
  });
}
