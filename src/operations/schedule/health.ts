import { isError } from "../../core/errors.ts";
import { type Notation, type SchedulerKind, schedulerKinds } from "../../core/schedule/entry.ts";
import { type Health, healthOf, type InstalledEntry, type LastRun, readEntry } from "../../core/schedule/health.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Schedulings } from "../../ports/scheduler.ts";

export interface ScheduleState {
  readonly entry: InstalledEntry;
  readonly lastRun: LastRun | undefined;
  readonly health: Health;
}

export interface HealthPorts {
  readonly scheduling: Schedulings;
  readonly notations: Readonly<Record<SchedulerKind, Notation>>;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Every schedule of this program on this machine, by scheduler and name, with its health. A missing or failing scheduler has none: `unread`
 * gets its error.
 */
export async function scheduleStates(
  ports: HealthPorts,
  kinds: readonly SchedulerKind[] = schedulerKinds,
  unread: (error: Error) => void = () => {},
): Promise<readonly ScheduleState[]> {
  const found = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return await statesOf(ports, kind);
      } catch (error) {
        if (!isError(error, "failed", "usage", "invalid")) throw error;
        unread(error);
        return [];
      }
    }),
  );
  return found.flat();
}

async function statesOf({ scheduling, notations, clock }: HealthPorts, kind: SchedulerKind): Promise<readonly ScheduleState[]> {
  const { scheduler, lastRuns, exists } = await scheduling(kind);
  const names = await scheduler.names();
  const states = await Promise.all(
    names.map(async (name) => {
      const { texts, active } = await scheduler.read(name);
      const text = notations[kind].find(texts, name);
      if (text === undefined) return [];
      const entry = readEntry(kind, name, text);
      const lastRun = entry.log === undefined ? undefined : await lastRuns.read(entry.log, name);
      return [{ entry, lastRun, health: healthOf(entry, { lastRun, active, exists, now: clock.now() }) }];
    }),
  );
  return states.flat();
}
