import { usageError } from "../../../core/errors.ts";
import { patterns } from "../../../core/service-model.ts";
import { requiredArgument } from "../../command.ts";

export const newNameArgument = requiredArgument("NAME", "name of the lifecycle config");
export const nameArgument = { ...newNameArgument, completes: "lifecycle-config" } as const;

/** Refuses what the service takes for no name of a lifecycle config. */
export function checkName(name: string): void {
  if (patterns.StudioLifecycleConfigName.test(name)) return;
  throw usageError(`"${name}" is not a valid lifecycle config name`, { fix: "letters, digits and inner hyphens, at most 63" });
}
