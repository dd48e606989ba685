import { whereText } from "../../../core/image-attachments.ts";
import type { Attachment } from "../../../operations/lifecycle-config/attachments.ts";
import type { Place } from "../../../core/place.ts";

/** Names of domains, by their ids. */
export type DomainNames = ReadonlyMap<string, string>;

/** A place as JSON tells it, by the service's own names. */
export function placeDocument({ DomainId, owner, sharedSpaces = false }: Place) {
  return { DomainId, ...owner, ...(sharedSpaces && { Settings: "DefaultSpaceSettings" as const }) };
}

export function attachmentDocument({ place, Default, BuiltIn }: Attachment): object {
  return { ...placeDocument(place), Default, ...(BuiltIn && { BuiltIn }) };
}

/** `domain research (default)`, `user alice`, `space nlp-lab`. */
export function attachmentText({ place, Default, BuiltIn }: Attachment, domains: DomainNames): string {
  const how = [...(Default ? ["default"] : []), ...(BuiltIn ? ["built-in"] : [])];
  return `${placeText(place, domains)}${how.length === 0 ? "" : ` (${how.join(", ")})`}`;
}

export function placeText(place: Place, domains: DomainNames): string {
  return whereText(placeDocument(place), domains);
}
