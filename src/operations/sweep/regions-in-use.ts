import { isError } from "../../core/errors.ts";
import type { Domains } from "../../ports/studio.ts";
import { accountIn } from "./account.ts";
import { concurrently } from "../concurrently.ts";
import type { SweepWork } from "./region.ts";

type AskedRegion = Pick<Domains, "listDomains"> & { readonly region: string };

/** Answers of a Region that the account has not enabled: its credentials, valid elsewhere, are unknown there. */
const notEnabled = new Set(["UnrecognizedClientException", "InvalidClientTokenId", "OptInRequired"]);

export interface RegionsInUse {
  /** Where there are domains, and where asking failed for another reason: the sweep will tell it. */
  readonly inUse: readonly string[];
  /** Where Studio is not offered, or which the account has not enabled. No error: most accounts have such. */
  readonly without: readonly string[];
  /** The id of the account, from the ARN of a domain; absent where no domain was seen. */
  readonly Account?: string;
}

/**
 * Of these Regions, those to sweep, by one ListDomains each. Where no Region answers, it is the credentials that are not
 * valid: rejects with the first refusal.
 */
export async function regionsInUse(studios: readonly AskedRegion[], work: SweepWork): Promise<RegionsInUse> {
  const uses = await concurrently(studios, "Regions asked", work, async (studio) => ({
    region: studio.region,
    ...(await useOf(studio, work)),
  }));
  const those = (wanted: Use["use"]) => uses.flatMap(({ region, use }) => (use === wanted ? [region] : []));
  const refusal = uses.find(({ error }) => isError(error, "no-credentials"));
  if (refusal !== undefined && uses.every(({ use }) => use === "not here")) throw refusal.error;
  const Account = uses.map(({ account }) => account).find((account) => account !== undefined);
  return { inUse: those("domains"), without: those("not here"), ...(Account !== undefined && { Account }) };
}

interface Use {
  readonly use: "domains" | "none" | "not here";
  readonly account?: string | undefined;
  readonly error?: unknown;
}

async function useOf(studio: AskedRegion, { signal }: SweepWork): Promise<Use> {
  try {
    for await (const { DomainArn } of studio.listDomains()) return { use: "domains", account: accountIn(DomainArn) };
    return { use: "none" };
  } catch (error) {
    signal?.throwIfAborted();
    return { use: isError(error, "not-offered") || isNotEnabled(error) ? "not here" : "domains", error };
  }
}

function isNotEnabled(error: unknown): boolean {
  return isError(error, "no-credentials", "denied") && notEnabled.has(error.serviceCode ?? "");
}
