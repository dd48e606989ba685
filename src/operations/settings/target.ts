import { type AppTypeSettings, type EntityStatus, settingsMember } from "../../core/domain/domain.ts";
import type { SettingsLevel } from "../../core/settings/level.ts";
import { completeSpec } from "../../core/space/settings.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { remedy } from "../waiters.ts";
import { describeSpace } from "../space/describe.ts";

/** A type of app that has settings. */
export type SettingsType = Parameters<typeof settingsMember>[0];

/** The present state of a level, with its settings of one app type. */
export interface TargetState {
  readonly Status: EntityStatus;
  readonly FailureReason?: string | undefined;
  readonly settings: AppTypeSettings;
}

/** One level whose settings of one app type are read and written: a domain's defaults, a user profile's, a space's. */
export interface Target {
  readonly level: SettingsLevel;
  readonly type: SettingsType;
  /** For messages: `user profile d-1/alice`. */
  readonly what: string;
  /** Rejects with `not-found`, and the name that was probably meant. */
  read(): Promise<TargetState>;
  /** The fix if a change of it fails. */
  fix(status: string): string;
  /** Writes the settings of that app type as a whole, and nothing else (service-facts: Settings and images). */
  write(settings: AppTypeSettings): Promise<void>;
}

/** The settings of a level for a type of app. */
export function settingsTarget(studio: Domains & UserProfiles & Spaces, level: SettingsLevel, type: SettingsType): Target {
  const { DomainId, owner, sharedSpaces = false } = level;
  const member = settingsMember(type);
  const only = (settings: AppTypeSettings) => ({ [member]: settings });
  if (owner === undefined) {
    const ofDomain = sharedSpaces ? "DefaultSpaceSettings" : "DefaultUserSettings";
    return {
      level,
      type,
      what: `domain ${DomainId}`,
      fix: remedy({ describe: `studioctl domain describe ${DomainId}`, remove: `studioctl domain delete ${DomainId}` }),
      async read() {
        const domain = await describeDomain({ studio }, DomainId);
        return stateOf(domain, domain[ofDomain]?.[member]);
      },
      write: (settings) => studio.updateDomain(DomainId, { [ofDomain]: only(settings) }),
    };
  }
  if ("UserProfileName" in owner) {
    const key = { DomainId, ...owner };
    return {
      level,
      type,
      what: `user profile ${DomainId}/${owner.UserProfileName}`,
      fix: commandsOf("profile", owner.UserProfileName, DomainId),
      async read() {
        const profile = await describeUserProfile({ studio }, key);
        return stateOf(profile, profile.UserSettings?.[member]);
      },
      write: (settings) => studio.updateUserProfile(key, { UserSettings: only(settings) }),
    };
  }
  const key = { DomainId, ...owner };
  return {
    level,
    type,
    what: `space ${DomainId}/${owner.SpaceName}`,
    fix: commandsOf("space", owner.SpaceName, DomainId),
    async read() {
      const space = await describeSpace({ studio }, key);
      return stateOf(space, space.SpaceSettings?.[member]);
    },
    write: (settings) => studio.updateSpace(key, { SpaceSettings: only(complete(settings, type)) }),
  };
}

/** Completes a space's settings with the instance type that the service requires with an image or a lifecycle config (see completeSpec). */
function complete({ DefaultResourceSpec: spec, ...settings }: AppTypeSettings, type: SettingsType): AppTypeSettings {
  if (spec === undefined) return settings;
  return { ...settings, DefaultResourceSpec: type === "JupyterServer" ? completeSpec(spec, "system") : completeSpec(spec) };
}

function commandsOf(noun: "profile" | "space", name: string, DomainId: string) {
  const named = `${name} --domain ${DomainId}`;
  return remedy({ describe: `studioctl ${noun} describe ${named}`, remove: `studioctl ${noun} delete ${named}` });
}

function stateOf(
  { Status, FailureReason }: { readonly Status: EntityStatus; readonly FailureReason?: string },
  settings: AppTypeSettings | undefined,
): TargetState {
  return { Status, FailureReason, settings: settings ?? {} };
}
