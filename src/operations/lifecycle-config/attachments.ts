import { type App, ownerOf } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { settingsMember } from "../../core/domain/domain.ts";
import { type LifecycleConfigSummary, lifecycleUse, type LifecycleUse } from "../../core/lifecycle-config/lifecycle-config.ts";
import type { DomainNames, SettingsLevel, UnreadLevel } from "../../core/settings/level.ts";
import { sameOwner } from "../../core/app/rules.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { Apps, Spaces } from "../../ports/studio.ts";
import { isStoppable } from "../app/stop.ts";
import { type LevelSettings, type ReadLevels, type SettingsPorts, readLevels } from "../settings/read.ts";
import type { Work } from "../concurrently.ts";

/** A settings level that has a lifecycle config, and how. */
export interface Attachment extends LifecycleUse {
  readonly level: SettingsLevel;
}

export interface AttachedConfig {
  readonly config: LifecycleConfigSummary;
  readonly attachments: readonly Attachment[];
}

export interface AttachedConfigs {
  readonly configs: readonly AttachedConfig[];
  readonly domains: DomainNames;
  readonly unread: readonly UnreadLevel[];
}

/** All lifecycle configs of the Region, newest first as the service lists them, with the levels that have them. Rejects as readLevels does. */
export async function listAttached(
  { studio, configs }: SettingsPorts & { readonly configs: LifecycleConfigs },
  work: Work,
): Promise<AttachedConfigs> {
  const found = await collect(configs.listLifecycleConfigs());
  if (found.length === 0) return { configs: [], domains: new Map(), unread: [] };
  const { levels, domains, unread } = await readLevels({ studio }, undefined, work);
  return { configs: found.map((config) => ({ config, attachments: attachmentsIn(levels, config) })), domains, unread };
}

/** The settings levels of the Region that have a lifecycle config. Rejects as readLevels does. */
export async function readAttachments(
  { studio }: SettingsPorts,
  config: LifecycleConfigSummary,
  work: Work,
): Promise<Omit<ReadLevels, "levels"> & { readonly attachments: readonly Attachment[] }> {
  const { levels, ...rest } = await readLevels({ studio }, undefined, work);
  return { ...rest, attachments: attachmentsIn(levels, config) };
}

function attachmentsIn(levels: readonly LevelSettings[], config: LifecycleConfigSummary): Attachment[] {
  const member = settingsMember(config.StudioLifecycleConfigAppType);
  return levels.flatMap(({ DomainId, owner, sharedSpaces, settings }) => {
    const use = lifecycleUse(settings[member], config.StudioLifecycleConfigArn);
    return use === undefined ? [] : [{ level: { DomainId, owner, ...(sharedSpaces !== undefined && { sharedSpaces }) }, ...use }];
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
  const owned = spaces.filter(
    ({ OwnershipSettingsSummary: summary }) =>
      summary?.OwnerUserProfileName !== undefined && sameOwner({ UserProfileName: summary.OwnerUserProfileName }, owner),
  );
  return using.filter((app) => sameOwner(ownerOf(app), owner) || owned.some(({ SpaceName }) => SpaceName === app.SpaceName));
}
