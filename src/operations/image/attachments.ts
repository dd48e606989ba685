import { whyFailed } from "../../core/errors.ts";
import { type FailedTarget, asFailure } from "../../core/failures.ts";
import { type Attachment, attachmentsOf } from "../../core/image-attachments.ts";
import { type SettingsLevel, levelLabel } from "../../core/settings/level.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { requireDomain } from "../domain/resolve.ts";
import { type LevelSettings, namesOfDomains, settingsAt, settingsOfLevels } from "../settings/read.ts";
import type { Work } from "../sweep/region.ts";

export interface Attachments {
  readonly attachments: readonly Attachment[];
  /** All that was read, with its settings. */
  readonly levels: readonly LevelSettings[];
  /** Names of the domains, by their ids. */
  readonly domains: ReadonlyMap<string, string>;
  /** Places that could not be read, and why. */
  readonly unread: readonly string[];
  /** The same with all that is known of each failure. */
  readonly failed: readonly FailedTarget[];
}

export interface StudioPorts {
  readonly studio: Domains & UserProfiles & Spaces;
}

/**
 * What is attached where in the Region, or in one domain: all its levels are read once, side by side. One that cannot be read
 * does not keep the others from being told. Rejects where a list is refused.
 */
export async function readAttachments({ studio }: StudioPorts, DomainId: string | undefined, work: Work): Promise<Attachments> {
  const unread: string[] = [];
  const failed: FailedTarget[] = [];
  const domains = await namesOf({ studio }, DomainId);
  const levels = await settingsOfLevels({ studio }, DomainId, work, (level, error) => {
    unread.push(`${levelLabel(level)} was not read: ${whyFailed(error)}`);
    failed.push({ target: levelLabel(level), ...asFailure(error) });
  });
  return { attachments: levels.flatMap((level) => attachmentsOf(level, level.settings)), levels, domains, unread, failed };
}

/** What is attached at one level; a domain's lists for its users and for its shared spaces are both its own. Rejects with `not-found`. */
export async function readLevel({ studio }: StudioPorts, level: SettingsLevel): Promise<Attachments> {
  const domains = await namesOf({ studio }, level.DomainId);
  const levels = await settingsAt({ studio }, level);
  return { attachments: levels.flatMap((each) => attachmentsOf(each, each.settings)), levels, domains, unread: [], failed: [] };
}

/** Of the Region, or the one that is named. Rejects with `not-found` where that is none. */
async function namesOf({ studio }: StudioPorts, only: string | undefined): Promise<ReadonlyMap<string, string>> {
  const all = await namesOfDomains({ studio });
  if (only === undefined) return all;
  if (!all.has(only)) await requireDomain({ studio }, only);
  return new Map([...all].filter(([id]) => id === only));
}
