import { whyFailed } from "../core/errors.ts";
import { shippedPrices } from "../core/cost/price-table.ts";
import { type DatedPrices, type RegionPrices, hourlyUsd } from "../core/cost/billing.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptPrices, PriceCache, PriceList, Prices } from "../ports/prices.ts";
import { withinLimit } from "./concurrently.ts";

const weekMs = 7 * 86_400_000;

/** The source of a Region's prices, and the day they were read. */
export interface PriceOrigin {
  readonly region: string;
  readonly from: "cache" | "price list" | "shipped table";
  readonly asOf: string;
  /** Why the price list could not be read, if the shipped table is used instead. */
  readonly why?: string;
}

export interface LoadedPrices extends Prices {
  readonly origins: readonly PriceOrigin[];
}

export interface KeptPricePorts {
  readonly cache: Pick<PriceCache, "load">;
  readonly clock: Clock;
}

export interface PricePorts {
  readonly list: PriceList;
  readonly cache: PriceCache;
  readonly clock: Clock;
}

interface Found extends DatedPrices {
  readonly from: PriceOrigin["from"];
  readonly why?: string;
}

/** The prices read within the last week, else those of the shipped table; never a call. */
export async function keptPrices({ cache, clock }: KeptPricePorts, region: string): Promise<Prices> {
  return pricesOf(new Map([[region, (await fromCache(cache, clock, region)) ?? fromTable(region)]]));
}

/**
 * The prices of some Regions: read within the last week, else read now and kept, else, if that fails or
 * takes longer than 5 s, those of the shipped table with the reason. Never rejects, not even when aborted.
 */
export async function loadPrices(
  { list, cache, clock }: PricePorts,
  regions: readonly string[],
  signal: AbortSignal,
): Promise<LoadedPrices> {
  const load = async (region: string): Promise<Found> => {
    const kept = await fromCache(cache, clock, region);
    if (kept !== undefined) return kept;
    let usd: RegionPrices;
    try {
      usd = await withinLimit(clock, signal, (limited) => list.read(region, limited));
    } catch (error) {
      return { ...fromTable(region), why: whyFailed(error) };
    }
    const fresh = { readAt: clock.now(), usd };
    // Prices that cannot be kept are read again the next time.
    await cache.save(region, fresh).catch(() => {});
    return { ...dated(fresh), from: "price list" };
  };
  return pricesOf(new Map(await Promise.all(regions.map(async (region) => [region, await load(region)] as const))));
}

async function fromCache(cache: Pick<PriceCache, "load">, clock: Clock, region: string): Promise<Found | undefined> {
  const kept = await cache.load(region);
  // After the clock is set back, kept prices may have a future date: a date too far off in either direction is stale.
  if (kept === undefined || Math.abs(clock.now().getTime() - kept.readAt.getTime()) >= weekMs) return undefined;
  return { ...dated(kept), from: "cache" };
}

function fromTable(region: string): Found {
  return { ...shippedPrices(region), from: "shipped table" };
}

function dated({ readAt, usd }: KeptPrices): DatedPrices {
  return { asOf: readAt.toISOString().slice(0, "YYYY-MM-DD".length), usd };
}

function pricesOf(found: ReadonlyMap<string, Found>): LoadedPrices {
  const origins = [...found].map(([region, { from, asOf, why }]) => ({ region, from, asOf, ...(why !== undefined && { why }) }));
  return {
    origins,
    asOf: origins.map(({ asOf }) => asOf).toSorted()[0] ?? "",
    hourlyUsd: (region, appType, instanceType) => hourlyUsd(found.get(region)?.usd ?? {}, appType, instanceType),
  };
}
