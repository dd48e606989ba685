import type { Sightings } from "../core/idle/sightings.ts";

/** What sweeps remember of the apps of one scope: an account and Region, or a sandbox. */
export interface SightingsStore {
  /** Nothing where there is nothing yet, or nothing that can be read: then every clock starts anew, and nothing stops for it. */
  load(scope: string): Promise<Sightings>;
  save(scope: string, sightings: Sightings): Promise<void>;
}
