import { spaceAppTypes } from "../app/rules.ts";
import {
  type AppTypeSettings,
  type Domain,
  type IdleSettings,
  type Space,
  type UserProfile,
  type UserSettings,
  settingsMember,
} from "../domain/domain.ts";

/*
 * The service's own idle shutdown of new Studio (service-facts: Settings and images). Domain and profile say whether it is on, after how long, and
 * in which range a space may choose its own time; a space has nothing but that time. KernelGateway has none of it.
 */

export const idleShutdownTypes = spaceAppTypes;
export type IdleShutdownType = (typeof idleShutdownTypes)[number];

/** Who says it; the service where nobody does. */
export type Origin = "space" | "profile" | "domain" | "service";

/** Idle shutdown as it applies to one app type somewhere. Times only where it is on, in minutes. */
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

/** What the settings of one app type say themselves: nothing, or some of the members. */
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
 * A space's: its own time where idle shutdown is on for it. A private space stands under its owner; a shared one
 * under the domain's defaults for shared spaces (SageMaker API: DefaultSpaceSettings), then those for all.
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

/** The app type of a space that idle shutdown knows, if it is one of those. */
export function idleShutdownTypeOf({
  SpaceSettings,
}: {
  readonly SpaceSettings?: { readonly AppType?: string } | undefined;
}): IdleShutdownType | undefined {
  return idleShutdownTypes.find((type) => type === SpaceSettings?.AppType);
}

const members = [
  "LifecycleManagement",
  "LifecycleManagementFrom",
  "IdleTimeoutInMinutes",
  "IdleTimeoutFrom",
  "MinIdleTimeoutInMinutes",
  "MaxIdleTimeoutInMinutes",
] as const satisfies readonly (keyof IdleShutdown)[];

/** The same values from the same origins. */
export function sameIdleShutdown(one: IdleShutdown, other: IdleShutdown): boolean {
  return members.every((member) => one[member] === other[member]);
}

/** `off`, `on`, `after 90 minutes`. */
export function idleText({
  LifecycleManagement,
  IdleTimeoutInMinutes,
}: Pick<IdleSettings, "LifecycleManagement" | "IdleTimeoutInMinutes">): string {
  if (LifecycleManagement !== "ENABLED") return "off";
  return IdleTimeoutInMinutes === undefined ? "on" : `after ${IdleTimeoutInMinutes} minutes`;
}

/** The first level that says on or off counts, with its times; nobody: off. */
function nearest(levels: readonly Level[], AppType: IdleShutdownType): IdleShutdown {
  for (const [from, settings] of levels) {
    const { LifecycleManagement, ...times } = idleSettingsOf(settings?.[settingsMember(AppType)]);
    if (LifecycleManagement === undefined) continue;
    const on = { ...times, ...(times.IdleTimeoutInMinutes !== undefined && { IdleTimeoutFrom: from }) };
    return { AppType, LifecycleManagement, LifecycleManagementFrom: from, ...(LifecycleManagement === "ENABLED" && on) };
  }
  return { AppType, LifecycleManagement: "DISABLED", LifecycleManagementFrom: "service" };
}
