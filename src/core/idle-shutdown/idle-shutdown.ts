import type { ResourceSpec } from "../app/app.ts";
import { spaceAppTypes } from "../app/rules.ts";
import {
  type AppTypeSettings,
  type Domain,
  type IdleSettings,
  settingsMember,
  type Space,
  type UserProfile,
  type UserSettings,
} from "../domain/domain.ts";
import { usageError } from "../errors.ts";
import { distributionOlderThan, isDistribution } from "../image/image.ts";

/*
 * The service's own idle shutdown of new Studio (service-facts: Settings and images). Domain and profile set whether it is on, the idle
 * time, and the range from which a space may choose its own time; a space sets only that time. KernelGateway does not have it.
 */

export const idleShutdownTypes = spaceAppTypes;
export type IdleShutdownType = (typeof idleShutdownTypes)[number];

/** The level that sets it; `service` if none does. */
export type Origin = "space" | "profile" | "domain" | "service";

/** Idle shutdown as it applies to one app type somewhere. Times only if it is on, in minutes. */
export interface IdleShutdown {
  readonly AppType: IdleShutdownType;
  readonly LifecycleManagement: "ENABLED" | "DISABLED";
  readonly LifecycleManagementFrom: Origin;
  readonly IdleTimeoutInMinutes?: number;
  readonly IdleTimeoutFrom?: Origin;
  readonly MinIdleTimeoutInMinutes?: number;
  readonly MaxIdleTimeoutInMinutes?: number;
}

type Level = readonly [from: Origin, settings: UserSettings | undefined];

/** The idle settings of one app type at this level: none, or some of the comparedMembers. */
export function idleSettingsOf(settings: AppTypeSettings | undefined): IdleSettings {
  return settings?.AppLifecycleManagement?.IdleSettings ?? {};
}

/** The default of a domain, for its users and their private spaces. */
export function domainIdleShutdown({ DefaultUserSettings }: Domain, type: IdleShutdownType): IdleShutdown {
  return nearest([["domain", DefaultUserSettings]], type);
}

/** A user's: the profile's, else the domain's. */
export function profileIdleShutdown({ UserSettings }: UserProfile, { DefaultUserSettings }: Domain, type: IdleShutdownType): IdleShutdown {
  return nearest(
    [
      ["profile", UserSettings],
      ["domain", DefaultUserSettings],
    ],
    type,
  );
}

/**
 * A space's: its own time if idle shutdown is on for it. A private space inherits from its owner; a shared one from the domain's defaults
 * for shared spaces (SageMaker API: DefaultSpaceSettings), then those for all.
 */
export function spaceIdleShutdown(space: Space, owner: UserProfile | undefined, domain: Domain, type: IdleShutdownType): IdleShutdown {
  const above: readonly Level[] = isShared(space)
    ? [
        ["domain", domain.DefaultSpaceSettings],
        ["domain", domain.DefaultUserSettings],
      ]
    : [
        ["profile", owner?.UserSettings],
        ["domain", domain.DefaultUserSettings],
      ];
  const inherited = nearest(above, type);
  const { IdleTimeoutInMinutes } = idleSettingsOf(space.SpaceSettings?.[settingsMember(type)]);
  if (inherited.LifecycleManagement === "DISABLED" || IdleTimeoutInMinutes === undefined) return inherited;
  return { ...inherited, IdleTimeoutInMinutes, IdleTimeoutFrom: "space" };
}

export function isShared({ SpaceSharingSettings }: Space): boolean {
  return SpaceSharingSettings?.SharingType === "Shared";
}

/** The app type of a space, if idle shutdown supports it. */
export function idleShutdownTypeOf({
  SpaceSettings,
}: {
  readonly SpaceSettings?: { readonly AppType?: string } | undefined;
}): IdleShutdownType | undefined {
  return idleShutdownTypes.find((type) => type === SpaceSettings?.AppType);
}

const comparedMembers = [
  "LifecycleManagement",
  "LifecycleManagementFrom",
  "IdleTimeoutInMinutes",
  "IdleTimeoutFrom",
  "MinIdleTimeoutInMinutes",
  "MaxIdleTimeoutInMinutes",
] as const satisfies readonly (keyof IdleShutdown)[];

/** The same values from the same origins. */
export function sameIdleShutdown(one: IdleShutdown, other: IdleShutdown): boolean {
  return comparedMembers.every((member) => one[member] === other[member]);
}

/** `off`, `on`, `after 90 minutes`. */
export function idleText({
  LifecycleManagement,
  IdleTimeoutInMinutes,
}: Pick<IdleSettings, "LifecycleManagement" | "IdleTimeoutInMinutes">): string {
  if (LifecycleManagement !== "ENABLED") return "off";
  return IdleTimeoutInMinutes === undefined ? "on" : `after ${IdleTimeoutInMinutes} minutes`;
}

/** The first level that says on or off counts, with its times; if none does: off. */
function nearest(levels: readonly Level[], AppType: IdleShutdownType): IdleShutdown {
  for (const [from, settings] of levels) {
    const { LifecycleManagement, ...times } = idleSettingsOf(settings?.[settingsMember(AppType)]);
    if (LifecycleManagement === undefined) continue;
    const on = { ...times, ...(times.IdleTimeoutInMinutes !== undefined && { IdleTimeoutFrom: from }) };
    return { AppType, LifecycleManagement, LifecycleManagementFrom: from, ...(LifecycleManagement === "ENABLED" && on) };
  }
  return { AppType, LifecycleManagement: "DISABLED", LifecycleManagementFrom: "service" };
}

/** The service's range of every idle time, minutes (service-facts: Settings and images). */
const range = { shortest: 60, longest: 525_600 } as const;

/** Converts an idle time in milliseconds to minutes. Throws a usage error for a value outside the service's range. `flag` is `--idle`. */
export function idleMinutes(milliseconds: number, flag: string): number {
  const minutes = milliseconds / 60_000;
  if (!Number.isInteger(minutes)) {
    const fix = `${flag} ${Math.max(range.shortest, Math.ceil(minutes))}m`;
    throw usageError(`${flag} does not take ${milliseconds / 1_000} seconds`, { why: "idle times are whole minutes", fix });
  }
  if (minutes >= range.shortest && minutes <= range.longest) return minutes;
  throw usageError(`${flag} does not take ${minutes} minutes`, {
    why: `the service accepts ${range.shortest} to ${range.longest} minutes`,
    fix: "a duration from 60m to 365d",
  });
}

/** The settings of one app type with their idle settings changed; all other members stay. */
export function withIdleSettings(settings: AppTypeSettings | undefined, change: IdleSettings): AppTypeSettings {
  const lifecycle = settings?.AppLifecycleManagement;
  return { ...settings, AppLifecycleManagement: { ...lifecycle, IdleSettings: { ...lifecycle?.IdleSettings, ...change } } };
}

/** Why these times contradict each other, minimum ≤ idle ≤ maximum; nothing if they do not. */
export function contradiction(settings: IdleSettings): string | undefined {
  const { IdleTimeoutInMinutes: idle, MinIdleTimeoutInMinutes: min, MaxIdleTimeoutInMinutes: max } = settings;
  if (min !== undefined && max !== undefined && min > max) return `the minimum of ${min} minutes is above the maximum of ${max}`;
  if (idle !== undefined && min !== undefined && idle < min) return `${idle} minutes is below the minimum of ${min}`;
  if (idle !== undefined && max !== undefined && idle > max) return `${idle} minutes is above the maximum of ${max}`;
  return undefined;
}

/** One member that a change alters. */
export interface IdleDifference {
  readonly Setting: keyof IdleSettings;
  readonly Before?: string | number;
  readonly After?: string | number;
}

const settingMembers = ["LifecycleManagement", "IdleTimeoutInMinutes", "MinIdleTimeoutInMinutes", "MaxIdleTimeoutInMinutes"] as const;

export function idleDifferences(before: IdleSettings, after: IdleSettings): IdleDifference[] {
  return settingMembers
    .filter((member) => before[member] !== after[member])
    .map((member) => ({
      Setting: member,
      ...(before[member] !== undefined && { Before: before[member] }),
      ...(after[member] !== undefined && { After: after[member] }),
    }));
}

/** The requirement for an app's image. */
export const idleShutdownNeeds =
  "needs SageMaker Distribution 2.0 or later; custom images need jupyter-activity-monitor-extension 0.3.1 or later";

/** The version of a SageMaker Distribution known to be too old for idle shutdown, which 2.0 was the first to have (service-facts: Settings and images). */
export function distributionTooOld(spec: ResourceSpec): string | undefined {
  return distributionOlderThan(spec, [2, 0]);
}

/** Whether an app's image can shut it down when it is idle: according to its version, or because its activity monitor was seen running. */
export function honoursIdleShutdown(spec: ResourceSpec, monitorSeen: boolean): "yes" | "no" | "unknown" {
  if (distributionTooOld(spec) !== undefined) return "no";
  const versioned = isDistribution(spec) && /^\d/.test(spec.SageMakerImageVersionAlias ?? "");
  return monitorSeen || versioned ? "yes" : "unknown";
}
