import { collect } from "../../core/collections.ts";
import type { Domain } from "../../core/domain/domain.ts";
import type { Domains } from "../../ports/studio.ts";
import { suggesting } from "../errors.ts";

/** A domain by its id; rejects with `not-found` and the most similar id if it is unknown. */
export async function describeDomain({ studio }: { readonly studio: Domains }, domainId: string): Promise<Domain> {
  return await suggesting(
    { what: "domain", name: domainId, where: "this Region", lists: "studioctl domain list" },
    () => studio.describeDomain(domainId),
    async () => (await collect(studio.listDomains())).flatMap((domain) => [domain.DomainName, domain.DomainId]),
  );
}
