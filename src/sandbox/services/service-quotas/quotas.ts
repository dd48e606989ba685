import { createHash } from "node:crypto";
import { home } from "../../home.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { pageOf } from "../../paging.ts";
import { limitOf, type Quota, studioQuotas } from "../sagemaker/quotas.ts";
import type { SandboxSettings } from "../../state.ts";

/*
 * The quotas of Studio that the sandbox enforces, as Service Quotas returns them. Codes follow from the names: the service's own codes have
 * the same form but other values. The texts of refusals are inferred.
 */

const serviceCode = "sagemaker";

export interface PageInput {
  readonly ServiceCode: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** Throws NoSuchResourceException: only SageMaker has quotas here. */
export function requireService({ ServiceCode }: { readonly ServiceCode: string }): void {
  if (ServiceCode === serviceCode) return;
  throw new ServiceError("NoSuchResourceException", "The request failed because the specified service does not exist.");
}

export function requireQuota(code: string): Quota {
  const quota = studioQuotas.find(({ name }) => codeOf(name) === code);
  if (quota !== undefined) return quota;
  throw new ServiceError(
    "NoSuchResourceException",
    `The request failed because the specified quota ${code} does not exist for service ${serviceCode}.`,
  );
}

/** With the account's value. */
export function applied(settings: SandboxSettings): (quota: Quota) => object {
  return (quota) => ({ ...description(quota, home.account), Value: limitOf(settings, quota), QuotaAppliedAtLevel: "ACCOUNT" });
}

/** With the default value; its ARN contains no account. */
export function asInitial(quota: Quota): object {
  return { ...description(quota, ""), Value: quota.initial };
}

/** Throws InvalidPaginationTokenException for an invalid token, or one of another query. */
export function page(
  quotas: readonly Quota[],
  { NextToken, MaxResults = 100 }: PageInput,
  query: unknown,
): { items: Quota[]; NextToken?: string } {
  return pageOf(quotas, { size: MaxResults, token: NextToken, query, invalid: invalidToken });
}

function invalidToken(): ServiceError {
  return new ServiceError("InvalidPaginationTokenException", "Invalid pagination token was used.");
}

function description({ name }: Quota, account: string): object {
  const QuotaCode = codeOf(name);
  return {
    ServiceCode: serviceCode,
    ServiceName: "Amazon SageMaker",
    QuotaArn: `arn:aws:servicequotas:${home.region}:${account}:${serviceCode}/${QuotaCode}`,
    QuotaCode,
    QuotaName: name,
    Unit: "None",
    Adjustable: true,
    GlobalQuota: false,
  };
}

/** `L-` and eight digits. */
export function codeOf(name: string): string {
  return `L-${createHash("sha256").update(name).digest("hex").slice(0, 8).toUpperCase()}`;
}
