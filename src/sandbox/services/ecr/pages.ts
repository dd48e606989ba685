import { ServiceError } from "../../protocol/service-error.ts";
import { pageOf } from "../../paging.ts";

/** How every list of ECR is paged: a hundred at a time if nothing is said. */
export interface PageInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** `query` is all that must stay the same from page to page. Throws InvalidParameterException for an invalid token (inferred text). */
export function page<T>(
  all: readonly T[],
  { maxResults: size = 100, nextToken: token }: PageInput,
  query: unknown,
): { items: T[]; nextToken?: string } {
  const { items, NextToken: nextToken } = pageOf(all, { size, token, query, invalid: invalidToken });
  return { items, ...(nextToken !== undefined && { nextToken }) };
}

/** Throws InvalidParameterException where pages are asked of images or repositories that are named (inferred text). */
export function refusePages({ maxResults, nextToken }: PageInput, member: string): void {
  if (maxResults === undefined && nextToken === undefined) return;
  const page = maxResults === undefined ? "nextToken" : "maxResults";
  throw new ServiceError(
    "InvalidParameterException",
    `Invalid parameter at '${page}' failed to satisfy constraint: '${page} cannot be used with ${member}'`,
  );
}

function invalidToken(): ServiceError {
  return new ServiceError(
    "InvalidParameterException",
    "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Token is not valid'",
  );
}
