import type { Entry } from "../../core/schedule/entry.ts";
import type { LogFiles } from "../../ports/scheduler.ts";
import { type Change, type SchedulePorts, applyChange, changeOf } from "./change.ts";

/** What it takes for an entry to stand and be heeded; undefined where it does. Writes nothing. */
export async function planInstall({ scheduler, notation }: SchedulePorts, entry: Entry): Promise<Change | undefined> {
  const from = await scheduler.read(entry.name);
  const change = changeOf(notation, entry.name, from, notation.add(from.texts, entry));
  return change.lines.length === 0 && from.active ? undefined : change;
}

/** Installs an entry as planned, once its log can be written to. */
export async function install(ports: Pick<SchedulePorts, "scheduler"> & { readonly logs: LogFiles }, entry: Entry, change: Change): Promise<void> {
  await ports.logs.prepare(entry.log);
  await applyChange(ports, change);
}
