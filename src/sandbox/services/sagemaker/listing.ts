import { createHash } from "node:crypto";
import { validationException } from "../../protocol/service-error.ts";
import type { EntityRecord } from "../../sagemaker-state.ts";

/** The common part of list operations; the enums of sorting differ in spelling only. */
export interface ListInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly SortBy?: string;
  readonly SortOrder?: string;
}

interface ListRule {
  /** The operation: a token of one list is invalid in another. */
  readonly operation: string;
  /** The default order of the service (service-facts: The wire). */
  readonly order: "Ascending" | "Descending";
  /** The member that `SortBy: Name` means. */
  readonly name?: string;
}

const defaultPageSize = 10;

type Cursor = readonly [sortValue: number | string, key: string];

/**
 * One page of a table: sorted, after the token's place, at most MaxResults (10 when absent, service-facts: The wire).
 * A token contains the position of the next page, so what is created or deleted between two pages neither
 * repeats nor skips another record.
 */
export function listPage<T extends EntityRecord>(
  entries: readonly (readonly [key: string, record: T])[],
  input: ListInput,
  rule: ListRule,
): { readonly records: T[]; readonly NextToken?: string } {
  const direction = (input.SortOrder ?? rule.order).toLowerCase() === "ascending" ? 1 : -1;
  const member = sortMember(input.SortBy, rule.name);
  const query = fingerprint(rule.operation, input);
  const sorted = entries
    .map(([key, record]) => ({ record, cursor: [sortValue(record, member), key] as const }))
    .toSorted((a, b) => direction * compare(a.cursor, b.cursor));
  const after = input.NextToken === undefined ? undefined : readToken(input.NextToken, query);
  const rest = after === undefined ? sorted : sorted.filter(({ cursor }) => direction * compare(cursor, after) > 0);
  const page = rest.slice(0, input.MaxResults ?? defaultPageSize);
  const last = page.at(-1);
  return {
    records: page.map(({ record }) => record),
    ...(last !== undefined && page.length < rest.length ? { NextToken: writeToken(last.cursor, query) } : {}),
  };
}

function sortMember(sortBy: string | undefined, name: string | undefined): string {
  switch (sortBy?.toLowerCase().replaceAll("_", "")) {
    case "lastmodifiedtime":
      return "LastModifiedTime";
    case "name":
    case "imagename":
      return name ?? "CreationTime";
    case "version":
      return "Version";
    default:
      return "CreationTime";
  }
}

function sortValue(record: EntityRecord, member: string): number | string {
  const value = record[member];
  return typeof value === "number" || typeof value === "string" ? value : record.CreationTime;
}

function compare(a: Cursor, b: Cursor): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

/** Everything that must stay the same from page to page. */
function fingerprint(operation: string, input: ListInput): string {
  const { MaxResults: _, NextToken: __, ...rest } = input;
  return createHash("sha256")
    .update(JSON.stringify([operation, rest]))
    .digest("base64url")
    .slice(0, 16);
}

function writeToken(cursor: Cursor, query: string): string {
  return Buffer.from(JSON.stringify([query, ...cursor])).toString("base64url");
}

function readToken(token: string, query: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && parsed.length === 3 && parsed[0] === query) return [parsed[1], parsed[2]];
  } catch {
    // Not a token of the sandbox: refused below like one of another list.
  }
  throw invalidToken(token);
}

/** The error for a token that is not from this list. */
export function invalidToken(token: string): Error {
  return validationException(`Invalid NextToken [${token}].`);
}

/** The filters by name of the lists; names are compared without regard to case. */
export function nameContains(name: string, part: string | undefined): boolean {
  return part === undefined || name.toLowerCase().includes(part.toLowerCase());
}

/** The filters by time of the lists, epoch milliseconds. */
export interface TimeFilter {
  readonly CreationTimeAfter?: number;
  readonly CreationTimeBefore?: number;
  readonly ModifiedTimeAfter?: number;
  readonly ModifiedTimeBefore?: number;
  readonly LastModifiedTimeAfter?: number;
  readonly LastModifiedTimeBefore?: number;
}

/** Lists of images use LastModifiedTime, other lists ModifiedTime. */
export function isWithin(record: EntityRecord, filter: TimeFilter): boolean {
  const modified = record.LastModifiedTime ?? record.CreationTime;
  return (
    record.CreationTime >= (filter.CreationTimeAfter ?? Number.NEGATIVE_INFINITY) &&
    record.CreationTime <= (filter.CreationTimeBefore ?? Number.POSITIVE_INFINITY) &&
    modified >= (filter.ModifiedTimeAfter ?? filter.LastModifiedTimeAfter ?? Number.NEGATIVE_INFINITY) &&
    modified <= (filter.ModifiedTimeBefore ?? filter.LastModifiedTimeBefore ?? Number.POSITIVE_INFINITY)
  );
}
