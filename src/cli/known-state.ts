import type { StateLocation } from "../core/idle/state-location.ts";
import { orForget, orNoReceipts } from "../operations/sweep/shared-store.ts";
import type { ReceiptsReader, SightingsStore } from "../ports/sweeps.ts";
import type { Context } from "./context.ts";

/*
 * What sweeps remember, for commands that go on without it: a table that cannot be used is a warning.
 */

export async function knownSightings(context: Context, state?: StateLocation): Promise<SightingsStore> {
  const [{ sightings }, progress] = await Promise.all([context.sweepState(state), context.progress()]);
  return orForget(sightings, (message) => progress.note(message), context.signal);
}

export async function knownReceipts(context: Context, state?: StateLocation): Promise<ReceiptsReader> {
  const [{ receipts }, progress] = await Promise.all([context.sweepState(state), context.progress()]);
  return orNoReceipts(receipts, (message) => progress.note(message), context.signal);
}
