import { StudioctlError, usageError } from "../../../core/errors.ts";
import { type SettingKey, type Settings, settingKeys, overridingVariable } from "../../../core/configuration.ts";
import { choose } from "../../flags.ts";
import { settingFlags } from "../../configuration.ts";
import type { Context } from "../../context.ts";

/** A setting with its value and source. */
export interface Setting {
  readonly Key: SettingKey;
  /** Absent: not set, and there is no default. */
  readonly Value?: string;
  readonly From?: string;
}

export const keyArgument = {
  placeholder: "KEY",
  summary: settingKeys.join(", "),
  many: false,
  required: true,
  choices: settingKeys,
} as const;

/** The completion of each value. */
export const valuesOfKeys = Object.fromEntries(settingKeys.map((key) => [key, settingFlags[key]]));

/** The key for a word; throws a usage error with a suggestion. */
export function keyOf(word: string): SettingKey {
  return choose(word, settingKeys, "KEY");
}

/** The value outside the sandbox: the variable, the file, or the flag's default. */
export function settingsNow({ env, settingsFile }: Pick<Context, "env" | "settingsFile">): readonly Setting[] {
  const settings = settingsFile.read();
  return settingKeys.map((key) => setting(key, settings, env));
}

function setting(Key: SettingKey, settings: Settings, env: Context["env"]): Setting {
  const variable = overridingVariable(Key, env);
  // Of a secret or a switch variable, only the name is shown.
  if (variable !== undefined) return { Key, ...(valueVariables.has(variable) && { Value: env[variable] ?? "" }), From: variable };
  if (settings[Key] !== undefined) return { Key, Value: settings[Key], From: "file" };
  const { defaultText } = settingFlags[Key];
  return defaultText === undefined ? { Key } : { Key, Value: defaultText, From: "default" };
}

const valueVariables: ReadonlySet<string> = new Set([
  "STUDIOCTL_DOMAIN",
  "STUDIOCTL_LOOK_INSIDE",
  "STUDIOCTL_STATE",
  "AWS_PROFILE",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
]);

/** Throws `not-found` where a setting has no value. */
export function requireValue({ Key, Value, From }: Setting): string {
  if (Value !== undefined) return Value;
  if (From !== undefined) throw usageError(`${Key} has no value to show`, { why: `${From} speaks for it` });
  throw new StudioctlError("not-found", `${Key} is not set`, { fix: `studioctl config set ${Key} VALUE` });
}
