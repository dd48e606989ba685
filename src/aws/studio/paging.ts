import { malformed } from "../answers.ts";

/** The most a list call gives at once (FACTS 10). */
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

/** The items of all pages, each page asked for only when the one before it has been used up. */
export async function* paged<Item>(
  operation: string,
  read: (page: PageInput) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let token: string | undefined;
  do {
    const page = await read({ MaxResults: pageSize, ...(token !== undefined && { NextToken: token }) });
    yield* page.items;
    if (page.NextToken !== undefined && page.NextToken === token) throw malformed(operation, "new NextToken");
    token = page.NextToken;
  } while (token !== undefined && token !== "");
}

/** Where the next page begins, of an API that calls it otherwise; nothing after the last. */
export function nextPage(token: string | undefined): { readonly NextToken?: string } {
  return token === undefined ? {} : { NextToken: token };
}

/** A page as the APIs name it that page by Marker and MaxItems. */
export function markerInput({ NextToken }: Pick<PageInput, "NextToken">, MaxItems: number): { readonly MaxItems: number; readonly Marker?: string } {
  return { MaxItems, ...(NextToken !== undefined && { Marker: NextToken }) };
}

/** Where the next page of IAM begins. */
export function nextMarker({ IsTruncated, Marker }: { readonly IsTruncated?: boolean; readonly Marker?: string }): { readonly NextToken?: string } {
  return IsTruncated === true ? nextPage(Marker) : {};
}

/** The members of a list input that keep to one domain. */
export function domainFilter({ DomainId }: { readonly DomainId?: string }) {
  return DomainId === undefined ? {} : { DomainIdEquals: DomainId };
}

/** A domain filter in words, for messages. */
export function inDomain({ DomainId }: { readonly DomainId?: string }): string {
  return DomainId === undefined ? "all domains" : `domain ${DomainId}`;
}
