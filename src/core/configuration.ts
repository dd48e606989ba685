/** What can be set once instead of on every line, by the name of the flag that says otherwise. */
export const settingKeys = ["domain", "profile", "region", "output", "color", "timeout"] as const;
export type SettingKey = (typeof settingKeys)[number];

/** Values as a person types them. */
export type Settings = Readonly<Partial<Record<SettingKey, string>>>;

/** The variables that say the same for one session: where one is set, the setting is not asked. */
export const variablesOf: Readonly<Record<SettingKey, readonly string[]>> = {
  domain: ["STUDIOCTL_DOMAIN"],
  profile: ["AWS_PROFILE", "AWS_ACCESS_KEY_ID"],
  region: ["AWS_REGION", "AWS_DEFAULT_REGION"],
  output: [],
  color: ["NO_COLOR", "FORCE_COLOR"],
  timeout: [],
};

/** Settings that name things of an account: the sandbox is another one. */
export const settingsOfAccount: ReadonlySet<SettingKey> = new Set(["domain", "profile", "region"]);

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that speaks for a setting in this environment, if one does. */
export function overridingVariable(key: SettingKey, env: Environment): string | undefined {
  return variablesOf[key].find((name) => env[name]);
}

/** Where an invocation goes, as far as it says so itself. */
export interface Heading {
  readonly sandbox: boolean;
  /** Of its flag. */
  readonly profile: string | undefined;
}

/**
 * The settings that hold here: none that a variable speaks for, none of an account inside the sandbox, and a domain and
 * a Region that stand beside a profile only together with it.
 */
export function settingsInForce(settings: Settings, env: Environment, { sandbox, profile }: Heading): Settings {
  const elsewhere =
    settings.profile !== undefined && ((profile ?? settings.profile) !== settings.profile || otherCredentials(settings.profile, env));
  const holds = (key: SettingKey): boolean =>
    !(settingsOfAccount.has(key) && (sandbox || elsewhere)) && overridingVariable(key, env) === undefined;
  return Object.fromEntries(settingKeys.flatMap((key) => (settings[key] !== undefined && holds(key) ? [[key, settings[key]]] : [])));
}

function otherCredentials(profile: string, env: Environment): boolean {
  return variablesOf.profile.some((name) => env[name] && env[name] !== profile);
}
