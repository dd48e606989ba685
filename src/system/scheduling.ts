import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { dirname } from "node:path";
import { StudioctlError, usageError } from "../core/errors.ts";
import type { SchedulerKind } from "../core/schedule/entry.ts";
import type { LogFiles, Scheduling } from "../ports/scheduler.ts";
import { runCommand } from "./command.ts";
import { createCrontab } from "./crontab.ts";
import { lastRuns } from "./last-runs.ts";
import { makeFolders, privateFileMode, requireNoPlantedLink } from "./own-folder.ts";
import { type Environment, userUnitFolder } from "./paths.ts";
import { lastingFolders, lastingProgram } from "./program.ts";
import { createUserUnits } from "./systemd.ts";

/** How long the trial of an entry may take: a credential_process may ask a server. */
const trialMs = 60_000;

/** The schedulers of this machine. Throws a usage error on a platform that has neither cron nor systemd. */
export function createScheduling(kind: SchedulerKind, env: Environment, platform: NodeJS.Platform = process.platform): Scheduling {
  if (platform === "win32") throw usageError("schedule needs cron or systemd, and Windows has neither", { fix: windowsFix });
  const { words: program, moving } = lastingProgram(env);
  const { home, name } = theUser(env);
  const bare = {
    HOME: home,
    LOGNAME: name,
    USER: name,
    SHELL: "/bin/sh",
    PATH: "/usr/bin:/bin",
    ...(kind === "systemd" && env["XDG_RUNTIME_DIR"] && { XDG_RUNTIME_DIR: env["XDG_RUNTIME_DIR"] }),
  };
  return {
    scheduler:
      kind === "cron"
        ? createCrontab(env, ifMissing(kind, platform))
        : createUserUnits(userUnitFolder(env), env, ifMissing(kind, platform)),
    logs: logFiles,
    lastRuns,
    program,
    moving,
    folders: lastingFolders(env).filter((folder) => existsSync(folder)),
    home,
    tryLine: (line, settings) => {
      const environment = { ...bare, ...settings };
      return runCommand(environment.SHELL, ["-c", line], {
        env: environment,
        limitMs: trialMs,
        ifMissing: "set SHELL=/bin/sh in the crontab, above the entry",
      });
    },
    exists: existsSync,
  };
}

/** From the user database, which schedulers use; a container may run as a user that is not in it. */
function theUser(env: Environment): { readonly home: string; readonly name: string } {
  try {
    const { homedir: home, username: name } = userInfo();
    return { home, name };
  } catch {
    return { home: env["HOME"] || homedir(), name: env["LOGNAME"] ?? "" };
  }
}

const windowsFix =
  'use the Task Scheduler: schtasks /Create /TN studioctl /SC MINUTE /MO 15 /TR "studioctl auto-shutdown run --yes --no-input"; ' +
  "or run studioctl in WSL; or keep it running: studioctl auto-shutdown run --watch 15m --yes";

/** The fix if the command of a scheduler is missing, by platform. */
function ifMissing(kind: SchedulerKind, platform: NodeJS.Platform): string {
  if (kind === "cron")
    return platform === "linux"
      ? "install cron, or give --kind systemd"
      : "install cron, or keep this running: auto-shutdown run --watch 15m --yes";
  if (platform === "darwin")
    return "macOS has no systemd: give --kind cron, or write a launchd agent that runs what schedule print shows: man launchd.plist";
  return "this machine has no systemd: give --kind cron";
}

/** Logs in the file system; only the owner can read a new one. */
export const logFiles: LogFiles = {
  async prepare(path) {
    try {
      requireNoPlantedLink(path);
      makeFolders(dirname(path));
      await (await open(path, "a", privateFileMode)).close();
    } catch (error) {
      if (error instanceof StudioctlError) throw error;
      throw new StudioctlError("failed", `the log "${path}" cannot be written`, {
        why: error instanceof Error ? error.message : String(error),
        fix: "name another: --log FILE",
        cause: error,
      });
    }
  },
};
