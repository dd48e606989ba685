import { crontab } from "../core/schedule/cron.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import { commandFailed, mustRun, runCommand } from "./command.ts";
import type { Environment } from "./paths.ts";

/** The user's crontab, through the `crontab` command (crontab(1)). */
export function createCrontab(env: Environment): Scheduler {
  const options = { env, ifMissing: "install cron, or give --kind systemd" };
  return {
    async read() {
      const outcome = await runCommand("crontab", ["-l"], options);
      if (outcome.status === 0) return { texts: { [crontab]: outcome.stdout }, active: true };
      // Anything but this one answer may hide lines that must not be lost.
      if (/^(crontab: )?no crontab for /m.test(outcome.stderr)) return { texts: { [crontab]: undefined }, active: true };
      throw commandFailed(["crontab", "-l"], outcome);
    },
    async write(_name, texts) {
      await mustRun("crontab", ["-"], { ...options, input: texts[crontab] ?? "" });
    },
  };
}
