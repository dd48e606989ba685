import { usageError } from "../../../core/errors.ts";
import { patterns } from "../../../core/service-model.ts";
import { type DomainNames, levelDocument, levelText } from "../../../core/settings/level.ts";
import type { Attachment } from "../../../operations/lifecycle-config/attachments.ts";
import { requiredArgument } from "../../command.ts";

export const newNameArgument = requiredArgument("NAME", "name of the lifecycle config");
export const nameArgument = { ...newNameArgument, completes: "lifecycle-config" } as const;

/** Throws a usage error for a text that cannot be the name of a lifecycle config. */
export function checkName(name: string): void {
  if (patterns.StudioLifecycleConfigName.test(name)) return;
  throw usageError(`"${name}" is not a valid lifecycle config name`, { fix: "letters, digits and inner hyphens, at most 63" });
}

export function attachmentDocument({ level, Default, BuiltIn }: Attachment): object {
  return { ...levelDocument(level), Default, ...(BuiltIn && { BuiltIn }) };
}

/** `domain research (default)`, `user alice`, `space nlp-lab`. */
export function attachmentText({ level, Default, BuiltIn }: Attachment, domains: DomainNames): string {
  const how = [...(Default ? ["default"] : []), ...(BuiltIn ? ["built-in"] : [])];
  return `${levelText(level, domains)}${how.length === 0 ? "" : ` (${how.join(", ")})`}`;
}
