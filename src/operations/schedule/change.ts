import { StudioctlError } from "../../core/errors.ts";
import type { Entry, Notation, Texts } from "../../core/schedule/entry.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LastRuns, LogFiles, Scheduler, Standing } from "../../ports/scheduler.ts";

export interface SchedulePorts {
  readonly scheduler: Scheduler;
  readonly notation: Notation;
}

/** The texts to write, and the texts they replace. */
export interface Change {
  readonly name: string;
  readonly from: Standing;
  readonly to: Texts;
  /** The changed lines as shown to the user; empty if nothing changes. */
  readonly lines: readonly string[];
}

function changeOf(notation: Notation, name: string, from: Standing, to: Texts): Change {
  return { name, from, to, lines: changedLines(notation.find(from.texts, name), notation.find(to, name)) };
}

/** Writes a planned change. Rejects with `invalid` where somebody else has changed the texts since they were read. */
export async function applyChange({ scheduler }: Pick<SchedulePorts, "scheduler">, { name, from, to }: Change): Promise<void> {
  const { texts } = await scheduler.read(name);
  const moved = Object.keys(from.texts).find((where) => texts[where] !== from.texts[where]);
  if (moved !== undefined)
    throw new StudioctlError("invalid", `${moved} has changed in the meantime: nothing was written`, { fix: "run this again" });
  await scheduler.write(name, to);
}

/** Plans the installation of an entry; undefined if it is installed and active. Writes nothing. */
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

/** Installs an entry as planned, once its log can be written, and records the time: from then on, runs are due. */
export async function install(ports: InstallPorts, entry: Entry, change: Change): Promise<void> {
  await ports.logs.prepare(entry.log);
  await applyChange(ports, change);
  await ports.lastRuns.write(entry.log, entry.name, { InstalledAt: ports.clock.now() });
}

/** Plans the removal of the entry of that name; undefined if there is none. Writes nothing: `applyChange` does. */
export async function planRemove({ scheduler, notation }: SchedulePorts, name: string): Promise<Change | undefined> {
  const from = await scheduler.read(name);
  if (notation.find(from.texts, name) === undefined) return undefined;
  return changeOf(notation, name, from, notation.remove(from.texts, name));
}

/** The removed (`- …`) and added (`+ …`) lines between two texts; common lines at the beginning and end are left out. */
export function changedLines(before = "", after = ""): readonly string[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const start = alike(old, fresh);
  const end = alike(old.slice(start).toReversed(), fresh.slice(start).toReversed());
  return [
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...fresh.slice(start, fresh.length - end).map((line) => `+ ${line}`),
  ];
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** The number of common lines at the beginning. */
function alike(some: readonly string[], others: readonly string[]): number {
  const different = some.findIndex((line, i) => line !== others[i]);
  return different === -1 ? some.length : different;
}
