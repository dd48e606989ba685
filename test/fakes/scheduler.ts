import { markedNames, type Texts } from "../../src/core/schedule/entry.ts";
import type { LastRun } from "../../src/core/schedule/health.ts";
import type { LastRuns, LogFiles, Scheduler, Scheduling, Standing } from "../../src/ports/scheduler.ts";

export interface FakeScheduler extends Scheduler, LogFiles {
  standing: Standing;
  /** What happened, in order: `log /x.log`, `write default`. */
  readonly did: readonly string[];
}

/** A scheduler that holds texts, and whose logs need nothing. */
export function fakeScheduler(texts: Texts = {}, active = true): FakeScheduler {
  const did: string[] = [];
  return {
    standing: { texts, active },
    did,
    async names() {
      return [...new Set(Object.values(this.standing.texts).flatMap((text) => markedNames(text ?? "")))];
    },
    async read() {
      return this.standing;
    },
    async write(name, written) {
      did.push(`write ${name}`);
      this.standing = { texts: written, active: true };
    },
    async prepare(path) {
      did.push(`log ${path}`);
    },
  };
}

export interface FakeLastRuns extends LastRuns {
  /** By log and name: `/x.log default`. */
  readonly kept: Map<string, LastRun>;
  /** All that was written, in order. */
  readonly written: LastRun[];
}

export function fakeLastRuns(kept: Readonly<Record<string, LastRun>> = {}): FakeLastRuns {
  const all = new Map(Object.entries(kept));
  const written: LastRun[] = [];
  return {
    kept: all,
    written,
    read: async (log, name) => all.get(`${log} ${name}`),
    async write(log, name, run) {
      written.push(run);
      all.set(`${log} ${name}`, run);
    },
  };
}

/** A machine on which every command works, and whose Node is where it stays. */
export function fakeScheduling(given: Partial<Scheduling> = {}): Scheduling {
  const scheduler = fakeScheduler();
  return {
    scheduler,
    logs: scheduler,
    lastRuns: fakeLastRuns(),
    program: ["/usr/bin/node", "/opt/studioctl.js"],
    moving: [],
    folders: ["/usr/bin", "/bin"],
    home: "/home/alice",
    tryLine: async () => ({ status: 0, stdout: "", stderr: "" }),
    exists: () => true,
    ...given,
  };
}
