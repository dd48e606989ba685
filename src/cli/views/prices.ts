import type { InstanceCost } from "../../core/cost/cost.ts";
import type { LoadedPrices } from "../../operations/prices.ts";
import type { Prices } from "../../ports/prices.ts";
import { perHour } from "./columns.ts";

/** The note after a sum: the date of its prices. */
export function pricedAsOf({ asOf }: Prices): string {
  return `by the on-demand prices of ${asOf}`;
}

/** `3 running instances, $1.23/h` with the date of the prices; `unpriced` lists what is not in the sum. Empty without instances. */
export function instancesLine(
  { Instances, HourlyUsd }: Pick<InstanceCost, "Instances" | "HourlyUsd">,
  unpriced: string,
  prices: Prices,
): string[] {
  if (Instances === 0) return [];
  const sum = HourlyUsd === undefined ? "" : `, ${perHour(HourlyUsd)}, ${pricedAsOf(prices)}`;
  return [`${Instances} running instance${Instances === 1 ? "" : "s"}${sum}`, ...(unpriced === "" ? [] : [unpriced])];
}

/** A note if the price list could not be read and the shipped table is used. */
export function priceNotes({ origins }: LoadedPrices): string[] {
  const notes = origins.flatMap(({ why, asOf }) =>
    why === undefined ? [] : [`the price list could not be reached (${why}): prices of the table of ${asOf}`],
  );
  return [...new Set(notes)];
}
