import { realpathSync } from "node:fs";
import type { SchedulerKind } from "../core/schedule/entry.ts";
import type { Scheduling } from "../ports/scheduler.ts";
import { createCrontab } from "./crontab.ts";
import { logFiles } from "./log-files.ts";
import { type Environment, userUnitFolder } from "./paths.ts";
import { createUserUnits } from "./systemd.ts";

/** What this machine schedules with. Node and the launcher are named by where they really are: a scheduler has another PATH, and links move. */
export function createScheduling(kind: SchedulerKind, env: Environment): Scheduling {
  const [, launcher = ""] = process.argv;
  return {
    scheduler: kind === "cron" ? createCrontab(env) : createUserUnits(userUnitFolder(env), env),
    logs: logFiles,
    program: [process.execPath, realpathSync(launcher)],
  };
}
