import { whyFailed } from "../../core/errors.ts";
import { appReference } from "../../core/app/app.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import { mergeSightings, withRun } from "../../core/idle/sightings.ts";
import type { Progress } from "../../ports/progress.ts";
import type { SightingsStore } from "../../ports/sightings.ts";

/** Keeps for the next run what was seen and, with `runAt`, that a run looked then. A failure is noted, not fatal: then clocks start later, and less stops. */
export async function remember(
  sightings: SightingsStore,
  scope: string,
  facts: readonly AppFacts[],
  now: Date,
  progress: Progress,
  runAt?: Date,
): Promise<void> {
  const fresh = Object.fromEntries(facts.flatMap(({ app, sighting }) => (sighting ? [[appReference(app), sighting] as const] : [])));
  try {
    const { apps, runs } = await sightings.load(scope);
    await sightings.save(scope, { apps: mergeSightings(apps, fresh, now), runs: runAt === undefined ? runs : withRun(runs, runAt) });
  } catch (error) {
    progress.note(`what was observed could not be saved for the next run: ${whyFailed(error)}`);
  }
}
