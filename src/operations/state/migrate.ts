import { grouped } from "../../core/collections.ts";
import { groupOf, type Receipt } from "../../core/idle/receipt.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Receipts, ReceiptsReader, SightingsStore } from "../../ports/sweeps.ts";

export interface MigratePorts {
  readonly from: {
    readonly sightings: Pick<SightingsStore, "load"> & { readonly scopes: () => Promise<readonly string[]> };
    readonly receipts: ReceiptsReader;
  };
  readonly to: { readonly sightings: Pick<SightingsStore, "merge">; readonly receipts: Receipts };
  readonly clock: Pick<Clock, "now">;
  readonly progress: Progress;
}

/** What a state folder contains; of a dry run, what would be copied. */
export interface Migrated {
  readonly Scopes: readonly { readonly Scope: string; readonly Apps: number }[];
  readonly Receipts: number;
  /** Days (UTC) that have receipts. */
  readonly Days: number;
}

/**
 * Copies first sightings and receipts to another store; the source stays as it is. Repeated, it copies what is new: sightings replace only
 * earlier ones, and receipts are written once.
 */
export async function migrateState(
  { from, to, clock, progress }: MigratePorts,
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<Migrated> {
  const Scopes: { Scope: string; Apps: number }[] = [];
  for (const scope of await from.sightings.scopes()) {
    signal.throwIfAborted();
    progress.update(`sightings of ${scope}`);
    const { apps, runs, freed } = await from.sightings.load(scope);
    Scopes.push({ Scope: scope, Apps: Object.keys(apps).length });
    if (dryRun) continue;
    await to.sightings.merge(scope, { sightings: apps, copied: { runs, freed } }, clock.now());
  }
  let count = 0;
  let days = 0;
  for await (const [day, receipts] of byDay(from.receipts)) {
    signal.throwIfAborted();
    days += 1;
    count += receipts.length;
    progress.update(`receipts of ${day}`);
    if (dryRun) continue;
    // Of a day that is over, nothing changes. Of today, what a run wrote does not change once it has ended.
    const isOver = day < dayOf(clock.now());
    for (const part of grouped(receipts, (receipt) => `${groupOf(receipt)}${isOver ? "" : ` ${receipt.Run}`}`).values()) {
      await to.receipts.append(part, { durable: true });
    }
  }
  return { Scopes, Receipts: count, Days: days };
}

/** The receipts of each day in the order of writing, the latest day first. */
async function* byDay(reader: ReceiptsReader): AsyncGenerator<readonly [day: string, receipts: readonly Receipt[]]> {
  let day = "";
  let receipts: Receipt[] = [];
  for await (const receipt of reader.read({ since: new Date(0), groups: ["stops", "verdicts", "runs"] })) {
    const own = dayOf(receipt.At);
    if (own !== day && receipts.length > 0) yield [day, receipts.toReversed()];
    if (own !== day) [day, receipts] = [own, []];
    receipts.push(receipt);
  }
  if (receipts.length > 0) yield [day, receipts.toReversed()];
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
