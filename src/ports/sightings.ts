import type { Memory } from "../core/idle/sightings.ts";

/** What sweeps remember of the apps of one scope: an account and Region, or a sandbox. */
export interface SightingsStore {
  /** Nothing where there is nothing yet, or nothing that can be read: then every clock starts again, and nothing is stopped because of it. */
  load(scope: string): Promise<Memory>;
  save(scope: string, memory: Memory): Promise<void>;
  /** Whether nothing was ever kept here, of any scope: then nothing says that what a run keeps is there for the next one. */
  isNew(): Promise<boolean>;
}
