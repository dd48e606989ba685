import type { SchedulerKind } from "../core/schedule/entry.ts";
import type { Scheduling } from "../ports/scheduler.ts";
import { createCrontab } from "./crontab.ts";
import { logFiles } from "./log-files.ts";
import { type Environment, userUnitFolder } from "./paths.ts";
import { thisProgram } from "./program.ts";
import { createUserUnits } from "./systemd.ts";

/** What this machine schedules with. The program is named by where it really is: a scheduler has another PATH. */
export function createScheduling(kind: SchedulerKind, env: Environment): Scheduling {
  return {
    scheduler: kind === "cron" ? createCrontab(env) : createUserUnits(userUnitFolder(env), env),
    logs: logFiles,
    program: thisProgram(),
  };
}
