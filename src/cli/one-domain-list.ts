import { collect } from "../core/collections.ts";
import type { DomainSummary } from "../core/domain/domain.ts";
import type { Clock } from "../ports/clock.ts";
import type { Studio } from "../ports/studio.ts";

/** How long a list of domains serves all parts of a command. Milliseconds. */
const sharedMs = 10_000;

/**
 * The same control plane, whose domains are listed once for the parts of a command that need them: the name of the domain, the account, the
 * report itself. They are listed again after ten seconds, and each time once this command has created, changed or deleted a domain.
 */
export function withOneDomainList(studio: Studio, clock: Pick<Clock, "now">): Studio {
  let last: { readonly at: number; readonly domains: Promise<readonly DomainSummary[]> } | undefined;
  let hasChanged = false;

  async function domains(): Promise<readonly DomainSummary[]> {
    const now = clock.now().getTime();
    if (!hasChanged && last !== undefined && now - last.at <= sharedMs) return await last.domains;
    const fresh = { at: now, domains: collect(studio.listDomains()) };
    last = fresh;
    try {
      return await fresh.domains;
    } catch (error) {
      if (last === fresh) last = undefined;
      throw error;
    }
  }

  const changing = <Given extends unknown[], Result>(change: (...given: Given) => Promise<Result>) => {
    return async (...given: Given): Promise<Result> => {
      hasChanged = true;
      return await change(...given);
    };
  };

  return {
    ...studio,
    async *listDomains() {
      yield* await domains();
    },
    createDomain: changing((domain) => studio.createDomain(domain)),
    updateDomain: changing((id, change) => studio.updateDomain(id, change)),
    deleteDomain: changing((id, files) => studio.deleteDomain(id, files)),
  };
}
