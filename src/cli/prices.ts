import { sumUsd } from "../core/billing.ts";
import type { LoadedPrices } from "../operations/prices.ts";
import type { Prices } from "../ports/prices.ts";
import { perHour } from "./columns.ts";

/** The words behind a sum: which day's prices it is made of. */
export function pricedAsOf({ asOf }: Prices): string {
  return `by the on-demand prices of ${asOf}`;
}

/** `3 running instances, $1.23/h` and which day's prices that is; those without a known price are told apart. Nothing of none. */
export function instancesLine(hourlyUsd: readonly (number | undefined)[], prices: Prices): string[] {
  if (hourlyUsd.length === 0) return [];
  const usd = sumUsd(hourlyUsd);
  const unknown = hourlyUsd.filter((each) => each === undefined).length;
  const sum = usd === undefined ? "" : `, ${perHour(usd)}, ${pricedAsOf(prices)}`;
  const rest = unknown === 0 ? "" : ` (${unknown} without a known price)`;
  return [`${hourlyUsd.length} running instance${hourlyUsd.length === 1 ? "" : "s"}${sum}${rest}`];
}

/** Says where the price list could not be read and the shipped table stands in for it. */
export function priceNotes({ origins }: LoadedPrices): string[] {
  const notes = origins.flatMap(({ why, asOf }) => (why === undefined ? [] : [`the price list could not be reached (${why}): prices of the table of ${asOf}`]));
  return [...new Set(notes)];
}
