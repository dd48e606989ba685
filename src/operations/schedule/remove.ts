import { type Change, type SchedulePorts, changeOf } from "./change.ts";

/** What it takes to be rid of the entry of that name; undefined where there is none. Writes nothing: `applyChange` does. */
export async function planRemove({ scheduler, notation }: SchedulePorts, name: string): Promise<Change | undefined> {
  const from = await scheduler.read(name);
  if (notation.find(from.texts, name) === undefined) return undefined;
  return changeOf(notation, name, from, notation.remove(from.texts, name));
}
