import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isRecord } from "../core/collections.ts";
import type { LastRun } from "../core/schedule/health.ts";
import type { LastRuns } from "../ports/scheduler.ts";
import { writeWhole } from "./own-file.ts";
import { makeFolders, privateFileMode, requireNoPlantedLink } from "./own-folder.ts";
import { isProcessThere } from "./processes.ts";

/** A small JSON file next to the log of each schedule, so that it can be found from the entry. */
export const lastRuns: LastRuns = {
  async read(log, name) {
    try {
      return toLastRun(JSON.parse(await readFile(fileOf(log, name), "utf8")));
    } catch {
      return undefined;
    }
  },
  async write(log, name, { Alive: _alive, ...run }) {
    const file = fileOf(log, name);
    requireNoPlantedLink(file);
    makeFolders(dirname(file));
    await writeWhole(file, `${JSON.stringify(run)}\n`, privateFileMode);
  },
};

function fileOf(log: string, name: string): string {
  return join(dirname(log), `auto-shutdown-${name}.last-run.json`);
}

function toLastRun(value: unknown): LastRun | undefined {
  if (!isRecord(value)) return undefined;
  const times = (["InstalledAt", "StartedAt", "FinishedAt"] as const).flatMap((member) => {
    const time = new Date(String(value[member]));
    return value[member] === undefined || Number.isNaN(time.getTime()) ? [] : [[member, time] as const];
  });
  const { ExitCode, Message, Pid } = value;
  return {
    ...Object.fromEntries(times),
    ...(typeof ExitCode === "number" && { ExitCode }),
    ...(typeof Message === "string" && { Message }),
    ...(typeof Pid === "number" && { Pid, Alive: isProcessThere(Pid) }),
  };
}
