import { fallbackInstanceType } from "../app/rules.ts";
import type { AppTypeSettings, Domain, UserProfile, UserSettings } from "../domain/domain.ts";
import { idleSettingsOf, idleText } from "../idle-shutdown/idle-shutdown.ts";

/** A setting as it applies to a user, and where it comes from. */
export interface EffectiveSetting {
  readonly Setting: string;
  readonly Value: string;
  readonly From: "profile" | "domain" | "service";
}

type AppSettingsMember = "KernelGatewayAppSettings" | "JupyterLabAppSettings" | "CodeEditorAppSettings";

/** What applies to a user: the profile's value, else the domain's (service-facts: Settings and images), else the service's own where it has one. */
export function effectiveSettings(profile: UserProfile, domain: Domain): EffectiveSetting[] {
  const pick = (Setting: string, read: (settings: UserSettings) => string | undefined, otherwise?: string): EffectiveSetting[] => {
    const own = read(profile.UserSettings ?? {});
    if (own !== undefined) return [{ Setting, Value: own, From: "profile" }];
    const inherited = read(domain.DefaultUserSettings ?? {});
    if (inherited !== undefined) return [{ Setting, Value: inherited, From: "domain" }];
    return otherwise === undefined ? [] : [{ Setting, Value: otherwise, From: "service" }];
  };
  return [
    ...pick("Execution role", (settings) => settings.ExecutionRole),
    ...pick("KernelGateway instance", instance("KernelGatewayAppSettings"), fallbackInstanceType),
    ...pick("JupyterLab instance", instance("JupyterLabAppSettings")),
    ...pick("CodeEditor instance", instance("CodeEditorAppSettings")),
    ...pick("JupyterLab idle shutdown", idle("JupyterLabAppSettings")),
    ...pick("CodeEditor idle shutdown", idle("CodeEditorAppSettings")),
    ...securityGroups(profile, domain),
    ...pick("Landing page", (settings) => textOf(settings["DefaultLandingUri"])),
    ...pick("Studio portal", (settings) => textOf(settings["StudioWebPortal"])),
  ];
}

/** Security groups add up: those of the domain and those of the profile (service-facts: Settings and images). */
function securityGroups(profile: UserProfile, domain: Domain): EffectiveSetting[] {
  const of = (settings: UserSettings | undefined, From: EffectiveSetting["From"]): EffectiveSetting[] => {
    const groups = settings?.["SecurityGroups"];
    return Array.isArray(groups) && groups.length > 0 ? [{ Setting: "Security groups", Value: groups.join(", "), From }] : [];
  };
  return [...of(domain.DefaultUserSettings, "domain"), ...of(profile.UserSettings, "profile")];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const instance = (member: AppSettingsMember) => (settings: UserSettings) => settings[member]?.DefaultResourceSpec?.InstanceType;
const idle = (member: AppSettingsMember) => (settings: UserSettings) => idleOf(settings[member]);

/** The instance type a new app of this type gets where the call names none (service-facts: App rules). */
export function defaultInstanceType(profile: UserProfile, domain: Domain): string {
  const found = effectiveSettings(profile, domain).find(({ Setting }) => Setting === "KernelGateway instance");
  return found?.Value ?? fallbackInstanceType;
}

function idleOf(settings: AppTypeSettings | undefined): string | undefined {
  const idle = idleSettingsOf(settings);
  return idle.LifecycleManagement === undefined ? undefined : idleText(idle);
}
