import { isError } from "../../core/errors.ts";
import type { Domains } from "../../ports/studio.ts";
import { concurrently } from "./concurrently.ts";
import type { Work } from "./region.ts";

type AskedRegion = Pick<Domains, "listDomains"> & { readonly region: string };

/** Answers of a Region that the account has not enabled: its credentials, valid elsewhere, are unknown there. */
const notEnabled = new Set(["UnrecognizedClientException", "InvalidClientTokenId", "OptInRequired"]);

export interface RegionsInUse {
  /** Where there are domains, and where asking failed for another reason: the sweep will tell it. */
  readonly inUse: readonly string[];
  /** Where Studio is not offered, or which the account has not enabled. No error: most accounts have such. */
  readonly without: readonly string[];
}

/** Of these Regions, those to sweep, by one ListDomains each. For credentials that are known to be valid. */
export async function regionsInUse(studios: readonly AskedRegion[], work: Work): Promise<RegionsInUse> {
  const uses = await concurrently(studios, "Regions asked", work, async (studio) => ({ region: studio.region, use: await useOf(studio, work) }));
  const those = (wanted: Use) => uses.flatMap(({ region, use }) => (use === wanted ? [region] : []));
  return { inUse: those("domains"), without: those("not here") };
}

type Use = "domains" | "none" | "not here";

async function useOf(studio: AskedRegion, { signal }: Work): Promise<Use> {
  try {
    const { done } = await studio.listDomains()[Symbol.asyncIterator]().next();
    return done === true ? "none" : "domains";
  } catch (error) {
    signal?.throwIfAborted();
    return isError(error, "not-offered") || isNotEnabled(error) ? "not here" : "domains";
  }
}

function isNotEnabled(error: unknown): boolean {
  return isError(error, "no-credentials", "denied") && notEnabled.has(error.serviceCode ?? "");
}
