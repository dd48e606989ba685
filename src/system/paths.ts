import { userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { StudioctlError } from "../core/errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The user's home folder: `HOME`, else that of the user database; undefined if there is neither, as in a container that runs under any
 * uid.
 */
export function homeFolder(env: Environment): string | undefined {
  const named = env["HOME"];
  if (named !== undefined && isAbsolute(named)) return named;
  try {
    // Not homedir(), which uses the HOME of the process: it may be the placeholder.
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

/**
 * The folder for state between invocations: `STUDIOCTL_STATE_HOME`, else the platform's own
 * (XDG Base Directory Specification; Application Support; LocalAppData). Throws `failed` where there is no home folder.
 */
export function stateFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const named = env["STUDIOCTL_STATE_HOME"];
  if (named) return named;
  if (platform === "darwin") return join(homeFor(env, "STUDIOCTL_STATE_HOME"), "Library", "Application Support", "studioctl");
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(homeFor(env, "STUDIOCTL_STATE_HOME"), "AppData", "Local"), "studioctl");
  return join(xdg(env, "XDG_STATE_HOME") ?? join(homeFor(env, "STUDIOCTL_STATE_HOME"), ".local", "state"), "studioctl");
}

/**
 * The user's configuration: `STUDIOCTL_CONFIG`, else `studioctl/config.json` in the platform's folder for such files. Throws
 * `failed` where there is no home folder.
 */
export function settingsPath(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (env["STUDIOCTL_CONFIG"]) return env["STUDIOCTL_CONFIG"];
  if (platform === "win32")
    return join(env["APPDATA"] ?? join(homeFor(env, "STUDIOCTL_CONFIG"), "AppData", "Roaming"), "studioctl", "config.json");
  return join(configFolder(env, "STUDIOCTL_CONFIG"), "studioctl", "config.json");
}

/** Where systemd looks for the units of a user (systemd.unit(5)). */
export function userUnitFolder(env: Environment): string {
  return join(configFolder(env, "XDG_CONFIG_HOME"), "systemd", "user");
}

function configFolder(env: Environment, variable: string): string {
  return xdg(env, "XDG_CONFIG_HOME") ?? join(homeFor(env, variable), ".config");
}

/** XDG Base Directory Specification: a path that is not absolute is invalid, and is ignored. */
function xdg(env: Environment, name: string): string | undefined {
  const path = env[name];
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

/** `variable` sets the path without a home folder. */
function homeFor(env: Environment, variable: string): string {
  const home = homeFolder(env);
  if (home !== undefined) return home;
  throw new StudioctlError("failed", "this user has no home folder", {
    why: `HOME is not set, and the system knows no home folder of uid ${process.getuid?.()}`,
    fix: `set ${variable}, or HOME`,
  });
}

/**
 * Gives the SDK a home folder where there is none: it asks for one before it reads any file, and fails without. The name is
 * the one that Debian gives to users without a home folder.
 */
export function standInForHome(env: NodeJS.ProcessEnv): void {
  if (homeFolder(env) === undefined) env["HOME"] = "/nonexistent";
}
