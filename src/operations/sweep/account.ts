import { isError } from "../../core/errors.ts";
import type { Apps, Domains } from "../../ports/studio.ts";

type Asked = Pick<Domains, "listDomains" | "describeDomain"> & Pick<Apps, "listApps" | "describeApp">;

/**
 * The id of the account that a sweep works in, from the ARN of a domain or an app: the sweep needs no STS. One
 * ListDomains where that is allowed; else an app is listed and its domain, or the app itself, described. Undefined where
 * no Region has a domain, and so nothing to sweep. Rejects with the first error where no Region can be read.
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

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:…` (AWS General Reference, Amazon Resource Names); undefined where it names no account. */
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
