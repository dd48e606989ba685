import { type App, ownerOf } from "../../core/app.ts";
import { collect } from "../../core/collect.ts";
import { type SettingsLevel, levelLabel } from "../../core/settings/level.ts";
import { settingsMember } from "../../core/domain.ts";
import { whyFailed } from "../../core/errors.ts";
import { type LifecycleUse, lifecycleUse } from "../../core/lifecycle-attachment.ts";
import type { LifecycleConfigSummary } from "../../core/lifecycle-config.ts";
import { sameOwner } from "../../core/slots.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { isStoppable } from "../app/stop.ts";
import { type LevelSettings, settingsOfLevels } from "../settings/read.ts";
import type { Work } from "../sweep/region.ts";

type Studio = Domains & UserProfiles & Spaces;

/** A level that has a lifecycle config, and how. */
export interface Attachment extends LifecycleUse {
  readonly level: SettingsLevel;
}

export interface AttachedConfig {
  readonly config: LifecycleConfigSummary;
  readonly attachments: readonly Attachment[];
}

/**
 * All lifecycle configs of the Region, newest first as the service tells them, with the levels that have them. A level that
 * cannot be read does not keep the others from being told.
 */
export async function listAttached(
  { studio, configs }: { readonly studio: Studio; readonly configs: LifecycleConfigs },
  work: Work,
): Promise<{ readonly configs: readonly AttachedConfig[]; readonly unread: readonly string[] }> {
  const unread: string[] = [];
  const found = await collect(configs.listLifecycleConfigs());
  const levels = found.length === 0 ? [] : await settingsOfLevels({ studio }, undefined, work, (level, error) => {
    unread.push(`${levelLabel(level)} was not read: ${whyFailed(error)}`);
  });
  return { configs: found.map((config) => ({ config, attachments: attachmentsIn(levels, config) })), unread };
}

/** The levels of the Region that have a lifecycle config. Rejects where one cannot be read. */
export async function attachmentsOf({ studio }: { readonly studio: Studio }, config: LifecycleConfigSummary, work: Work): Promise<readonly Attachment[]> {
  return attachmentsIn(await settingsOfLevels({ studio }, undefined, work), config);
}

function attachmentsIn(levels: readonly LevelSettings[], config: LifecycleConfigSummary): Attachment[] {
  const member = settingsMember(config.StudioLifecycleConfigAppType);
  return levels.flatMap(({ settings, ...level }) => {
    const use = lifecycleUse(settings[member], config.StudioLifecycleConfigArn);
    return use === undefined ? [] : [{ level, ...use }];
  });
}

/**
 * The running apps that use a lifecycle config: all, or those whose settings come from a level. To a user profile belong the
 * apps of the spaces it owns as well.
 */
export async function appsUsing(
  { studio }: { readonly studio: Spaces & Pick<Apps, "listApps"> },
  { StudioLifecycleConfigArn }: LifecycleConfigSummary,
  level?: SettingsLevel,
): Promise<readonly App[]> {
  const filter = level === undefined ? {} : { DomainId: level.DomainId };
  const apps = await collect(studio.listApps(filter));
  const using = apps.filter((app) => isStoppable(app) && app.ResourceSpec?.LifecycleConfigArn === StudioLifecycleConfigArn);
  const owner = level?.owner;
  if (owner === undefined || using.length === 0) return using;
  const spaces = "SpaceName" in owner ? [] : await collect(studio.listSpaces(filter));
  const owned = spaces.filter(({ OwnershipSettingsSummary: summary }) =>
    summary?.OwnerUserProfileName !== undefined && sameOwner({ UserProfileName: summary.OwnerUserProfileName }, owner),
  );
  return using.filter((app) => sameOwner(ownerOf(app), owner) || owned.some(({ SpaceName }) => SpaceName === app.SpaceName));
}
