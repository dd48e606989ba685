import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { serviceUnit, timerName, timerUnit } from "../core/schedule/systemd.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import { commandFailed, runCommand } from "./command.ts";
import { isAbsent } from "./file-error.ts";
import { writeWhole } from "./own-file.ts";
import type { Environment } from "./paths.ts";

/** Units contain no secrets, and system tools read them. */
const unitMode = 0o644;

/** Messages of systemctl if the user's systemd does not run or cannot be found: in a container, under sudo or su, without a session. */
const noBus = /Failed to connect to bus|not been booted with systemd/;

/** The unit files in a folder of the user's, through `systemctl --user` (systemctl(1)). */
export function createUserUnits(folder: string, env: Environment, ifMissing: string): Scheduler {
  const options = { env, ifMissing };
  const systemctl = async (...words: string[]): Promise<void> => {
    const outcome = await runCommand("systemctl", ["--user", ...words], options);
    if (outcome.status === 0) return;
    throw commandFailed(["systemctl", "--user", ...words], outcome, noBus.test(outcome.stderr) ? withoutBus(env) : undefined);
  };
  return {
    async names() {
      const files = await readdir(folder).catch((error: unknown): string[] => {
        if (isAbsent(error)) return [];
        throw error;
      });
      return files.flatMap((file) => timerName(file) ?? []).toSorted();
    },

    async read(name) {
      const files = [serviceUnit(name), timerUnit(name)];
      const texts = await Promise.all(files.map(async (file) => [file, await textOf(join(folder, file))] as const));
      const [enabled, active] = await Promise.all(
        ["is-enabled", "is-active"].map(
          async (question) => (await runCommand("systemctl", ["--user", question, timerUnit(name)], options)).status === 0,
        ),
      );
      return { texts: Object.fromEntries(texts), active: enabled === true && active === true };
    },

    async write(name, texts) {
      const files = Object.entries(texts);
      const timer = timerUnit(name);
      const stays = texts[timer] !== undefined;
      // If systemd is not reachable, this fails before anything is written.
      await systemctl("daemon-reload");
      if (!stays && (await textOf(join(folder, timer))) !== undefined) await systemctl("disable", "--now", timer);
      await mkdir(folder, { recursive: true });
      for (const [file, text] of files) {
        if (text === undefined) await rm(join(folder, file), { force: true });
        else await writeWhole(join(folder, file), text, unitMode);
      }
      await systemctl("daemon-reload");
      if (!stays) return;
      await systemctl("enable", timer);
      // A running timer would keep its old times.
      await systemctl("restart", timer);
    },
  };
}

/** How a user's systemd is started and found: loginctl(1), pam_systemd(8). */
function withoutBus(env: Environment): string {
  const linger = "sudo loginctl enable-linger $(id -un)";
  const found = env["XDG_RUNTIME_DIR"] ? linger : `${linger}; export XDG_RUNTIME_DIR=/run/user/$(id -u)`;
  return `start the user's own systemd: ${found}; then run this again; where there is none, in a container say, give --kind cron`;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
