import { StudioctlError, isError } from "../../core/errors.ts";
import { malformed } from "../responses.ts";
import type { Call } from "../call.ts";

/** The largest page of a list call (service-facts: The wire). */
const pageSize = 100;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly NextToken?: string;
}

/** The input of one page: its size, and where it begins. */
export interface PageInput {
  readonly MaxResults: number;
  readonly NextToken?: string;
}

/** Far above any real list: a million items. A longer one is treated as endless. */
const maxPages = 10_000;

/** For a list in which a missing item matters: an unreadable item fails it. */
export const inFull: Pick<Call, "leftOut"> = {};

/**
 * The items of all pages, each page requested only when the one before is used up, each item converted by `convert`. A malformed item is
 * left out and reported, if the call has a receiver. Rejects with `malformed` where a page leads back to an earlier one, or the list has no
 * end.
 */
export async function* paged<Raw, Item>(
  call: Pick<Call, "leftOut">,
  operation: string,
  read: (page: PageInput) => Promise<Page<Raw>>,
  convert: (raw: Raw) => Item,
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await read({ MaxResults: pageSize, ...(token !== undefined && { NextToken: token }) });
    yield* readable(call, operation, page.items, convert);
    token = page.NextToken;
    if (token === undefined || token === "") return;
    if (seen.has(token)) throw malformed(operation, "new NextToken");
    seen.add(token);
  }
  throw malformed(operation, `end within ${maxPages} pages`);
}

/** The items of one response, by the same rule. */
export function* readable<Raw, Item>(
  { leftOut }: Pick<Call, "leftOut">,
  operation: string,
  raws: readonly Raw[],
  convert: (raw: Raw) => Item,
): Generator<Item, void, undefined> {
  for (const raw of raws) {
    let item: Item;
    try {
      if (raw === null || raw === undefined) throw malformed(operation, "readable item");
      item = convert(raw);
    } catch (error) {
      if (leftOut === undefined || !isError(error, "malformed")) throw error;
      leftOut(unreadableItem(operation, raw, error));
      continue;
    }
    yield item;
  }
}

/** The readable members that identify an item. */
const nameOf = /(Name|Id|Type)$/i;

function unreadableItem(operation: string, raw: unknown, cause: StudioctlError): StudioctlError {
  const members = Object.entries(Object(raw)).flatMap(([member, value]) =>
    nameOf.test(member) && typeof value === "string" ? [`${member} ${value.slice(0, 80)}`] : [],
  );
  const which = members.length === 0 ? "" : ` (${members.slice(0, 4).join(", ")})`;
  return new StudioctlError("malformed", `an item of ${operation}${which} cannot be read and is left out: ${cause.message}`);
}

/** Where the next page begins, of an API with another name for it; undefined after the last. */
export function nextPage(token: string | undefined): { readonly NextToken?: string } {
  return token === undefined ? {} : { NextToken: token };
}

/** A page of the APIs that use Marker and MaxItems. */
export function markerInput(
  { NextToken }: Pick<PageInput, "NextToken">,
  MaxItems: number,
): { readonly MaxItems: number; readonly Marker?: string } {
  return { MaxItems, ...(NextToken !== undefined && { Marker: NextToken }) };
}

/** Where the next page of IAM begins. */
export function nextMarker({ IsTruncated, Marker }: { readonly IsTruncated?: boolean; readonly Marker?: string }): {
  readonly NextToken?: string;
} {
  return IsTruncated === true ? nextPage(Marker) : {};
}

/** The members of a list input that filter by domain. */
export function domainFilter({ DomainId }: { readonly DomainId?: string }) {
  return DomainId === undefined ? {} : { DomainIdEquals: DomainId };
}

/** A domain filter in words, for messages. */
export function inDomain({ DomainId }: { readonly DomainId?: string }): string {
  return DomainId === undefined ? "all domains" : `domain ${DomainId}`;
}
