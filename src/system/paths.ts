import { homedir } from "node:os";
import { join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder for what is kept between invocations: `STUDIOCTL_STATE_HOME`, else the platform's own
 * (XDG Base Directory Specification; Application Support; LocalAppData).
 */
export function stateFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const named = env["STUDIOCTL_STATE_HOME"];
  if (named) return named;
  if (platform === "darwin") return join(homedir(), "Library", "Application Support", "studioctl");
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "studioctl");
  return join(env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"), "studioctl");
}

/** The user's configuration: `STUDIOCTL_CONFIG`, else `studioctl/config.json` where the platform keeps such files. */
export function settingsPath(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (env["STUDIOCTL_CONFIG"]) return env["STUDIOCTL_CONFIG"];
  if (platform === "win32") return join(env["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "studioctl", "config.json");
  return join(configFolder(env), "studioctl", "config.json");
}

/** Where systemd looks for the units of a user (systemd.unit(5)). */
export function userUnitFolder(env: Environment): string {
  return join(configFolder(env), "systemd", "user");
}

/** XDG Base Directory Specification. */
function configFolder(env: Environment): string {
  return env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config");
}
