import { createHash } from "node:crypto";

export interface PageRule {
  readonly size: number;
  readonly token: string | undefined;
  /** Everything that must stay the same from page to page: a token is valid only for its own query. */
  readonly query: unknown;
  /** The error for an invalid token, or one of another query. */
  readonly invalid: (token: string) => Error;
}

/** A page of items that stay where they are, from the position in the token. */
export function pageOf<T>(items: readonly T[], { size, token, query, invalid }: PageRule): { items: T[]; NextToken?: string } {
  const fingerprint = createHash("sha256").update(JSON.stringify(query)).digest("base64url").slice(0, 16);
  const from = token === undefined ? 0 : placeIn(token, fingerprint, invalid);
  const end = from + size;
  return {
    items: items.slice(from, end),
    ...(end < items.length && { NextToken: Buffer.from(`${fingerprint}:${end}`).toString("base64url") }),
  };
}

function placeIn(token: string, query: string, invalid: PageRule["invalid"]): number {
  const [of, position] = Buffer.from(token, "base64url").toString("utf8").split(":");
  if (of === query && /^\d{1,9}$/.test(position ?? "")) return Number(position);
  throw invalid(token);
}
