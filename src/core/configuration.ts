/** Settings that can be stored instead of given on every command line, named like the flags that override them. */
export const settingKeys = ["domain", "profile", "region", "state", "output", "color", "timeout", "lookInside"] as const;
export type SettingKey = (typeof settingKeys)[number];

/** Values as a person types them. */
export type Settings = Readonly<Partial<Record<SettingKey, string>>>;

/** The environment variables that override a setting for one session. */
export const variablesOf: Readonly<Record<SettingKey, readonly string[]>> = {
  domain: ["STUDIOCTL_DOMAIN"],
  profile: ["AWS_PROFILE", "AWS_ACCESS_KEY_ID"],
  region: ["AWS_REGION", "AWS_DEFAULT_REGION"],
  state: ["STUDIOCTL_STATE"],
  output: [],
  color: ["NO_COLOR", "FORCE_COLOR"],
  timeout: [],
  lookInside: ["STUDIOCTL_LOOK_INSIDE"],
};

/** Settings that name things of an account: the sandbox is another one. */
export const settingsOfAccount: ReadonlySet<SettingKey> = new Set(["domain", "profile", "region", "state"]);

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that overrides a setting in this environment, if any. */
export function overridingVariable(key: SettingKey, env: Environment): string | undefined {
  return variablesOf[key].find((name) => env[name]);
}

/** The target of an invocation, as given on its command line. */
export interface Heading {
  readonly sandbox: boolean;
  /** From the --profile flag. */
  readonly profile: string | undefined;
}

/**
 * The settings that apply: none that a variable overrides, no account settings inside the sandbox, and a domain, a Region and a place for
 * state stored with a profile only together with that profile.
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
