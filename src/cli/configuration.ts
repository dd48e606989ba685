import { usageError, whyFailed } from "../core/errors.ts";
import { type SettingKey, type Settings, settingsInForce } from "../core/configuration.ts";
import type { SettingsFile } from "../ports/settings-file.ts";
import type { ContextInputs } from "./context.ts";
import { onOrOff, wantsSandbox } from "./environment.ts";
import { type Flag, choiceFlag, withDefault } from "./flags.ts";
import type { Parsed } from "./program.ts";
import { globalFlags } from "./globals.ts";
import { stateFlag } from "./state-flag.ts";

const { domain, profile, region, output, color, timeout } = globalFlags;

/** The flag whose values each setting takes. */
export const settingFlags: Readonly<Record<SettingKey, Flag<unknown>>> = {
  domain,
  profile,
  region,
  output,
  color,
  timeout,
  lookInside: withDefault(choiceFlag("on|off", onOrOff, "whether auto-shutdown run looks inside containers"), "off"),
  state: stateFlag,
};

/** Throws a usage error that names the setting if its flag does not accept the value, or if the flag accepts several. */
export function checkSetting(key: SettingKey, value: string, name: string = key): void {
  settingFlags[key].parse([value], name);
  if (key === "region" && value.includes(",")) throw usageError(`${name} does not take "${value}"`, { fix: "one Region: us-east-1" });
}

/**
 * Applies the user's configuration to an invocation: flags take precedence over variables, variables over the file. Settings that select an
 * account or Region become the equivalent variables, so that all readers of these variables use them.
 */
export function configured(
  { globals, typed }: Pick<Parsed, "globals" | "typed">,
  env: ContextInputs["env"],
  file: SettingsFile,
): Pick<ContextInputs, "globals" | "env"> {
  const settings = settingsInForce(file.read(), env, { sandbox: wantsSandbox({ globals, env }), profile: globals.profile });
  for (const [key, value] of entries(settings)) {
    try {
      checkSetting(key, value);
    } catch (error) {
      throw usageError(`cannot use the configuration ${file.path}`, { why: whyFailed(error), fix: `studioctl config set ${key} VALUE` });
    }
  }
  const manner = entries(settings).filter(([key]) => (key === "output" || key === "color" || key === "timeout") && !typed.has(key));
  const { domain, profile, region, state, lookInside } = settings;
  return {
    globals: { ...globals, ...Object.fromEntries(manner.map(([key, value]) => [key, settingFlags[key].parse([value], key)])) },
    env: {
      ...env,
      ...(domain !== undefined && { STUDIOCTL_DOMAIN: domain }),
      ...(profile !== undefined && !typed.has("profile") && { AWS_PROFILE: profile }),
      ...(region !== undefined && { AWS_REGION: region }),
      ...(lookInside !== undefined && { STUDIOCTL_LOOK_INSIDE: lookInside }),
      ...(state !== undefined && { STUDIOCTL_STATE: state }),
    },
  };
}

function entries(settings: Settings): [SettingKey, string][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keys of the same object
  return Object.entries(settings) as [SettingKey, string][];
}
