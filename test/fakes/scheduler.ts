import type { Texts } from "../../src/core/schedule/entry.ts";
import type { LogFiles, Scheduler, Standing } from "../../src/ports/scheduler.ts";

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
