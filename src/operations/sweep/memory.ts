import { whyFailed } from "../../core/errors.ts";
import { appReference } from "../../core/app.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import { mergeSightings } from "../../core/idle/sightings.ts";
import type { Progress } from "../../ports/progress.ts";
import type { SightingsStore } from "../../ports/sightings.ts";

/** Keeps what was seen for the next run. A failure is noted, not fatal: then clocks start later, and less stops. */
export async function remember(
  sightings: SightingsStore,
  scope: string,
  facts: readonly AppFacts[],
  now: Date,
  progress: Progress,
): Promise<void> {
  const fresh = Object.fromEntries(facts.flatMap(({ app, sighting }) => (sighting ? [[appReference(app), sighting] as const] : [])));
  try {
    await sightings.save(scope, mergeSightings(await sightings.load(scope), fresh, now));
  } catch (error) {
    progress.note(`what was seen could not be kept for the next run: ${whyFailed(error)}`);
  }
}
