import type { InstanceCost } from "../../core/cost/cost.ts";
import type { LoadedPrices } from "../../operations/prices.ts";
import type { Prices } from "../../ports/prices.ts";
import { perHour } from "./columns.ts";

/** The words behind a sum: which day's prices it is made of. */
export function pricedAsOf({ asOf }: Prices): string {
  return `by the on-demand prices of ${asOf}`;
}

/** `3 running instances, $1.23/h` and which day's prices that is; `unpriced` tells what is not in the sum. Nothing of none. */
export function instancesLine(
  { Instances, HourlyUsd }: Pick<InstanceCost, "Instances" | "HourlyUsd">,
  unpriced: string,
  prices: Prices,
): string[] {
  if (Instances === 0) return [];
  const sum = HourlyUsd === undefined ? "" : `, ${perHour(HourlyUsd)}, ${pricedAsOf(prices)}`;
  return [`${Instances} running instance${Instances === 1 ? "" : "s"}${sum}`, ...(unpriced === "" ? [] : [unpriced])];
}

/** Says where the price list could not be read and the shipped table stands in for it. */
export function priceNotes({ origins }: LoadedPrices): string[] {
  const notes = origins.flatMap(({ why, asOf }) =>
    why === undefined ? [] : [`the price list could not be reached (${why}): prices of the table of ${asOf}`],
  );
  return [...new Set(notes)];
}
