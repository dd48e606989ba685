import { isError } from "../../core/errors.ts";
import type { Apps, Domains } from "../../ports/studio.ts";
import { concurrently } from "../concurrently.ts";
import type { SweepWork } from "./region.ts";

type Asked = Pick<Domains, "listDomains" | "describeDomain"> & Pick<Apps, "listApps" | "describeApp">;

/**
 * The id of the account that a sweep works in, from the ARN of a domain or an app: the sweep needs no STS. One
 * ListDomains where that is allowed; else an app is listed and its domain, or the app itself, described. Undefined where
 * no Region has a domain, and so nothing to sweep. Rejects with the first error if no Region can be read.
 */
export async function accountOf(studios: readonly Asked[], signal?: AbortSignal): Promise<string | undefined> {
  const errors: unknown[] = [];
  for (const studio of studios) {
    try {
      const arn = await someArn(studio, signal);
      if (arn !== undefined) return accountIn(arn);
    } catch (error) {
      signal?.throwIfAborted();
      if (isError(error, "no-credentials", "usage")) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0 && errors.length === studios.length) throw errors[0];
  return undefined;
}

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:…` (AWS General Reference, Amazon Resource Names); undefined if it names no account. */
export function accountIn(arn: string): string | undefined {
  return arn.split(":")[4] || undefined;
}

async function someArn(studio: Asked, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    return (await first(studio.listDomains()))?.DomainArn;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isError(error, "denied")) throw error;
  }
  const app = await first(studio.listApps({}));
  if (app === undefined) return undefined;
  try {
    return (await studio.describeDomain(app.DomainId)).DomainArn;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isError(error, "denied")) throw error;
    return (await studio.describeApp(app)).AppArn;
  }
}

async function first<T>(list: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of list) return item;
  return undefined;
}

type AskedRegion = Pick<Domains, "listDomains"> & { readonly region: string };

/** Error codes of a Region that the account has not enabled: its credentials are unknown there. */
const notEnabled = new Set(["UnrecognizedClientException", "InvalidClientTokenId", "OptInRequired"]);

export interface RegionsInUse {
  /** Regions with domains, and those that failed for another reason, which the sweep will report. */
  readonly inUse: readonly string[];
  /** Regions without Studio, or that the account has not enabled. This is not an error: most accounts have such Regions. */
  readonly without: readonly string[];
  /** The id of the account, from the ARN of a domain; absent if no domain was seen. */
  readonly Account?: string;
}

/**
 * Selects the Regions to sweep, with one ListDomains each. If every Region refuses, the credentials are not valid: rejects with the first
 * error.
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

/** Whether credentials are refused because their account has not enabled the Region. */
export function isNotEnabled(error: unknown): boolean {
  return isError(error, "no-credentials", "denied") && notEnabled.has(error.serviceCode ?? "");
}
