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

/** A value that applies to a user, and where it comes from. */
interface Applied {
  readonly value: string;
  readonly from: EffectiveSetting["From"];
}

/** The profile's value, else the domain's (service-facts: Settings and images), else the service's own if it has one. */
function applied(
  profile: UserProfile,
  domain: Domain,
  read: (settings: UserSettings) => string | undefined,
  otherwise?: string,
): Applied | undefined {
  const own = read(profile.UserSettings ?? {});
  if (own !== undefined) return { value: own, from: "profile" };
  const inherited = read(domain.DefaultUserSettings ?? {});
  if (inherited !== undefined) return { value: inherited, from: "domain" };
  return otherwise === undefined ? undefined : { value: otherwise, from: "service" };
}

function row(Setting: string, found: Applied | undefined): EffectiveSetting[] {
  return found === undefined ? [] : [{ Setting, Value: found.value, From: found.from }];
}

/** The settings that apply to a user, with their labels. */
export function effectiveSettings(profile: UserProfile, domain: Domain): EffectiveSetting[] {
  const pick = (Setting: string, read: (settings: UserSettings) => string | undefined): EffectiveSetting[] =>
    row(Setting, applied(profile, domain, read));
  return [
    ...pick("Execution role", (settings) => settings.ExecutionRole),
    ...row("KernelGateway instance", kernelGatewayInstance(profile, domain)),
    ...pick("JupyterLab instance", instance("JupyterLabAppSettings")),
    ...pick("CodeEditor instance", instance("CodeEditorAppSettings")),
    ...pick("JupyterLab idle shutdown", idle("JupyterLabAppSettings")),
    ...pick("CodeEditor idle shutdown", idle("CodeEditorAppSettings")),
    ...securityGroups(profile, domain),
    ...pick("Landing page", (settings) => textOf(settings["DefaultLandingUri"])),
    ...pick("Studio portal", (settings) => textOf(settings["StudioWebPortal"])),
  ];
}

/** The instance type a new KernelGateway app of a user gets if the call names none (service-facts: App rules). */
export function defaultInstanceType(profile: UserProfile, domain: Domain): string {
  return kernelGatewayInstance(profile, domain)?.value ?? fallbackInstanceType;
}

function kernelGatewayInstance(profile: UserProfile, domain: Domain): Applied | undefined {
  return applied(profile, domain, instance("KernelGatewayAppSettings"), fallbackInstanceType);
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

function idleOf(settings: AppTypeSettings | undefined): string | undefined {
  const idle = idleSettingsOf(settings);
  return idle.LifecycleManagement === undefined ? undefined : idleText(idle);
}
