import type { Context } from "./context.ts";
import type { Flags, FlagValues } from "./flags.ts";

/** What a list depends on: where, and what is said already. */
export interface OfferScope {
  readonly context: Context;
  readonly inDomain: () => Promise<string>;
  readonly flags: FlagValues<Flags>;
}
