import type { RegionPrices } from "../core/cost/billing.ts";
import type { AppType } from "../core/service-model.ts";

/** What compute costs on demand. A figure is the instance's, not the app's: Classic apps share one (service-facts: App rules). */
export interface Prices {
  /**
   * US dollars per hour of the instance an app runs on; 0 for what is free (JupyterServer, service-facts: Prices).
   * `undefined` where no figure is known: show none, never a guess.
   */
  hourlyUsd(region: string, appType: AppType, instanceType: string): number | undefined;
  /** The day the figures were read, `YYYY-MM-DD`; of several Regions the earliest. */
  readonly asOf: string;
}

/** The price list that AWS publishes. */
export interface PriceList {
  /** Today's prices of a Region. Rejects as every call does, and with `malformed` where no price is in the answer. */
  read(region: string, signal: AbortSignal): Promise<RegionPrices>;
}

/** Prices read earlier, by Region, kept between invocations. */
export interface PriceCache {
  /** What is kept, however old; undefined if nothing is that can be read. Never rejects. */
  load(region: string): Promise<KeptPrices | undefined>;
  save(region: string, prices: KeptPrices): Promise<void>;
}

export interface KeptPrices {
  readonly readAt: Date;
  readonly usd: RegionPrices;
}
