import { ServiceError } from "../../protocol/service-error.ts";
import { pageOf } from "../../paging.ts";

/** The largest page. */
const mostItems = 100;

export interface MarkedInput {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** One page, in the older form of EFS: the response repeats the marker of the request. */
export function markedPage<T>(
  operation: string,
  all: readonly T[],
  { Marker, MaxItems, ...query }: MarkedInput,
): { items: T[]; Marker?: string; NextMarker?: string } {
  const { items, NextToken } = page([operation, query], all, Marker, MaxItems);
  return { items, ...(Marker === undefined ? {} : { Marker }), ...(NextToken === undefined ? {} : { NextMarker: NextToken }) };
}

export interface TokenInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** One page, in the newer form. */
export function tokenPage<T>(
  operation: string,
  all: readonly T[],
  { NextToken, MaxResults, ...query }: TokenInput,
): { items: T[]; NextToken?: string } {
  return page([operation, query], all, NextToken, MaxResults);
}

function page<T>(query: unknown, all: readonly T[], token: string | undefined, size = mostItems): { items: T[]; NextToken?: string } {
  return pageOf(all, { size: Math.min(size, mostItems), token, query, invalid: invalidToken });
}

function invalidToken(token: string): ServiceError {
  return new ServiceError("BadRequest", `The pagination token '${token}' is invalid.`);
}
