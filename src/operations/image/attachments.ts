import { type Attachment, attachmentsOf } from "../../core/image/attachments.ts";
import type { SettingsLevel } from "../../core/settings/level.ts";
import { type ReadLevels, type SettingsPorts, readLevel, readLevels } from "../settings/read.ts";
import type { Work } from "../concurrently.ts";

/** Settings levels, with the images that they list. */
export interface Attachments extends ReadLevels {
  readonly attachments: readonly Attachment[];
}

/** The attachments in the Region, or in one domain. Rejects as readLevels does. */
export async function readAttachments({ studio }: SettingsPorts, DomainId: string | undefined, work: Work): Promise<Attachments> {
  return withAttachments(await readLevels({ studio }, DomainId, work));
}

/** The attachments at one level. Rejects as readLevel does. */
export async function readAttachmentsAt({ studio }: SettingsPorts, level: SettingsLevel): Promise<Attachments> {
  return withAttachments(await readLevel({ studio }, level));
}

function withAttachments(read: ReadLevels): Attachments {
  return { ...read, attachments: read.levels.flatMap((level) => attachmentsOf(level, level.settings)) };
}
