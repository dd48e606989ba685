import { collect } from "../../core/collections.ts";
import type { DomainSummary } from "../../core/domain/domain.ts";
import { StudioctlError, usageError } from "../../core/errors.ts";
import { patterns } from "../../core/service-model.ts";
import { suggestion } from "../../core/suggest.ts";
import { nearestText } from "../../core/suggest.ts";
import type { Domains } from "../../ports/studio.ts";

/** Chooses among several domains, if there is a terminal to ask on. */
export type ChooseDomain = (domains: readonly DomainSummary[]) => Promise<Pick<DomainSummary, "DomainId">>;

/** Something that is in one of several domains: its name, and the domains that hold it. */
export interface Sought {
  readonly name: string;
  readonly domainIds: () => Promise<ReadonlySet<string>>;
}

/**
 * The id of the domain with an id or a name, of the only one of the Region, or of the only one that holds what is sought. An id is
 * returned unchanged, without a call. Rejects with `not-found` (no domain at all, no such name) or `usage` (several, and nobody to
 * ask; the candidates are named).
 */
export async function resolveDomain(
  { studio }: { readonly studio: Domains },
  wanted: string | undefined,
  choose?: ChooseDomain,
  sought?: Sought,
): Promise<string> {
  if (wanted !== undefined && patterns.DomainId.test(wanted)) return wanted;
  const domains = await collect(studio.listDomains());
  if (wanted !== undefined) return byName(domains, wanted).DomainId;
  const [only, ...others] = domains;
  if (only === undefined) {
    throw new StudioctlError("not-found", "no Studio domain in this Region", {
      fix: "give another Region with --region, or try --sandbox",
    });
  }
  if (others.length === 0) return only.DomainId;
  const holding = (await sought?.domainIds()) ?? new Set<string>();
  const matching = domains.filter(({ DomainId }) => holding.has(DomainId));
  if (matching.length === 1 && matching[0] !== undefined) return matching[0].DomainId;
  const possible = matching.length > 0 ? matching : domains;
  if (choose !== undefined) return (await choose(possible)).DomainId;
  const which = matching.length > 0 ? `with "${sought?.name}"` : "in this Region";
  throw usageError(`${possible.length} domains ${which}, and none was given`, {
    why: candidates(possible, sought?.name),
    fix: `use --domain ${possible[0]?.DomainName}, or set STUDIOCTL_DOMAIN`,
  });
}

/** Rejects with `not-found` where the Region has no such domain: for lists that came back empty. */
export async function requireDomain({ studio }: { readonly studio: Domains }, domainId: string): Promise<void> {
  const domains = await collect(studio.listDomains());
  if (!domains.some((domain) => domain.DomainId === domainId)) throw unknownDomain(domains, domainId);
}

function byName(domains: readonly DomainSummary[], name: string): DomainSummary {
  const matches = domains.filter((domain) => domain.DomainName === name);
  const [domain, ...others] = matches;
  if (domain === undefined) throw unknownDomain(domains, name);
  if (others.length === 0) return domain;
  throw usageError(`${matches.length} domains are named "${name}"`, {
    why: candidates(matches, name),
    fix: `give its id: --domain ${domain.DomainId}`,
  });
}

function unknownDomain(domains: readonly DomainSummary[], word: string): StudioctlError {
  return new StudioctlError("not-found", `no domain "${word}" in this Region`, {
    fix: suggestion(
      word,
      domains.flatMap((domain) => [domain.DomainName, domain.DomainId]),
    ),
  });
}

function candidates(domains: readonly DomainSummary[], word = ""): string {
  return nearestText(
    word,
    domains.map((domain) => `${domain.DomainName} (${domain.DomainId})`),
  );
}
