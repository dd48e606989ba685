import { whereText } from "../../../core/image-attachments.ts";
import type { Attachment } from "../../../operations/lifecycle-config/attachments.ts";
import type { SettingsLevel } from "../../../core/settings/level.ts";

/** Names of domains, by their ids. */
export type DomainNames = ReadonlyMap<string, string>;

/** A level as JSON tells it, by the service's own names. */
export function levelDocument({ DomainId, owner, sharedSpaces = false }: SettingsLevel) {
  return { DomainId, ...owner, ...(sharedSpaces && { Settings: "DefaultSpaceSettings" as const }) };
}

export function attachmentDocument({ level, Default, BuiltIn }: Attachment): object {
  return { ...levelDocument(level), Default, ...(BuiltIn && { BuiltIn }) };
}

/** `domain research (default)`, `user alice`, `space nlp-lab`. */
export function attachmentText({ level, Default, BuiltIn }: Attachment, domains: DomainNames): string {
  const how = [...(Default ? ["default"] : []), ...(BuiltIn ? ["built-in"] : [])];
  return `${levelText(level, domains)}${how.length === 0 ? "" : ` (${how.join(", ")})`}`;
}

export function levelText(level: SettingsLevel, domains: DomainNames): string {
  return whereText(levelDocument(level), domains);
}
