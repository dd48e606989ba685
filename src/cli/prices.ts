import type { LoadedPrices } from "../operations/prices.ts";
import type { Prices } from "../ports/prices.ts";

/** The words behind a sum: which day's prices it is made of. */
export function pricedAsOf({ asOf }: Prices): string {
  return `by the on-demand prices of ${asOf}`;
}

/** Says where the price list could not be read and the shipped table stands in for it. */
export function priceNotes({ origins }: LoadedPrices): string[] {
  const notes = origins.flatMap(({ why, asOf }) => (why === undefined ? [] : [`the price list could not be reached (${why}): prices of the table of ${asOf}`]));
  return [...new Set(notes)];
}
