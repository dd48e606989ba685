import type { Entry } from "../../core/schedule/entry.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LastRuns, LogFiles } from "../../ports/scheduler.ts";
import { type Change, type SchedulePorts, applyChange, changeOf } from "./change.ts";

/** What it takes for an entry to be there and in use; undefined where it is. Writes nothing. */
export async function planInstall({ scheduler, notation }: SchedulePorts, entry: Entry): Promise<Change | undefined> {
  const from = await scheduler.read(entry.name);
  const change = changeOf(notation, entry.name, from, notation.add(from.texts, entry));
  return change.lines.length === 0 && from.active ? undefined : change;
}

export interface InstallPorts extends Pick<SchedulePorts, "scheduler"> {
  readonly logs: LogFiles;
  readonly lastRuns: LastRuns;
  readonly clock: Pick<Clock, "now">;
}

/** Installs an entry as planned, once its log can be written to, and puts on record when: from then on, runs are due. */
export async function install(ports: InstallPorts, entry: Entry, change: Change): Promise<void> {
  await ports.logs.prepare(entry.log);
  await applyChange(ports, change);
  await ports.lastRuns.write(entry.log, entry.name, { InstalledAt: ports.clock.now() });
}
