import type { Attachment } from "../../../core/image/attachments.ts";
import { type DomainNames, levelOf, levelText } from "../../../core/settings/level.ts";

/** The levels to which an image is attached, each once. */
export function whereTexts(attachments: readonly Attachment[], domains: DomainNames): readonly string[] {
  return [...new Set(attachments.map((attachment) => levelText(levelOf(attachment), domains)))];
}

/** `nlp:v2`, `nlp@0123456789ab`: a container without its registry and most of its digest. */
export function shortContainer(uri: string): string {
  return uri.replace(/^[^/]*\//, "").replace(/@sha256:([0-9a-f]{12})[0-9a-f]+$/, "@$1");
}
