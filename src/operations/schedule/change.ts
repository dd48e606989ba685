import { StudioctlError } from "../../core/errors.ts";
import { changedLines } from "../../core/schedule/difference.ts";
import type { Notation, Texts } from "../../core/schedule/entry.ts";
import type { Scheduler, Standing } from "../../ports/scheduler.ts";

export interface SchedulePorts {
  readonly scheduler: Scheduler;
  readonly notation: Notation;
}

/** What would be written, and what that replaces. */
export interface Change {
  readonly name: string;
  readonly from: Standing;
  readonly to: Texts;
  /** What a person sees of it: lines that go and come; none where the texts are as they should be. */
  readonly lines: readonly string[];
}

export function changeOf(notation: Notation, name: string, from: Standing, to: Texts): Change {
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
