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

/** Where systemd looks for the units of a user (systemd.unit(5)). */
export function userUnitFolder(env: Environment): string {
  return join(env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config"), "systemd", "user");
}
