import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { serviceUnit, timerUnit } from "../core/schedule/systemd.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import { mustRun, runCommand } from "./command.ts";
import type { Environment } from "./paths.ts";

/** The unit files in a folder of the user's, through `systemctl --user` (systemctl(1)). */
export function createUserUnits(folder: string, env: Environment): Scheduler {
  const options = { env, ifMissing: "systemd is not there: give --kind cron" };
  const systemctl = (...words: string[]) => mustRun("systemctl", ["--user", ...words], options);
  return {
    async read(name) {
      const files = [serviceUnit(name), timerUnit(name)];
      const texts = await Promise.all(files.map(async (file) => [file, await textOf(join(folder, file))] as const));
      const [enabled, active] = await Promise.all(
        ["is-enabled", "is-active"].map(async (question) => (await runCommand("systemctl", ["--user", question, timerUnit(name)], options)).status === 0),
      );
      return { texts: Object.fromEntries(texts), active: enabled === true && active === true };
    },

    async write(name, texts) {
      const files = Object.entries(texts);
      const timer = timerUnit(name);
      const stays = texts[timer] !== undefined;
      // Where there is no systemd to talk to, this fails before anything is written.
      await systemctl("daemon-reload");
      if (!stays && (await textOf(join(folder, timer))) !== undefined) await systemctl("disable", "--now", timer);
      await mkdir(folder, { recursive: true });
      for (const [file, text] of files) {
        if (text === undefined) await rm(join(folder, file), { force: true });
        else await writeFileAtomic(join(folder, file), text);
      }
      await systemctl("daemon-reload");
      if (!stays) return;
      await systemctl("enable", timer);
      // A timer that runs already would go by its old times.
      await systemctl("restart", timer);
    },
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
