import { type DomainNames, levelDocument, levelText } from "../../../core/settings/level.ts";
import type { Attachment } from "../../../operations/lifecycle-config/attachments.ts";

export function attachmentDocument({ level, Default, BuiltIn }: Attachment): object {
  return { ...levelDocument(level), Default, ...(BuiltIn && { BuiltIn }) };
}

/** `domain research (default)`, `user alice`, `space nlp-lab`. */
export function attachmentText({ level, Default, BuiltIn }: Attachment, domains: DomainNames): string {
  const how = [...(Default ? ["default"] : []), ...(BuiltIn ? ["built-in"] : [])];
  return `${levelText(level, domains)}${how.length === 0 ? "" : ` (${how.join(", ")})`}`;
}
