import type { Candidate } from "../completion/answer.ts";
import {
  appCandidates,
  domainCandidates,
  imageCandidates,
  lifecycleConfigCandidates,
  spaceCandidates,
  targetCandidates,
  userCandidates,
} from "../completion/candidates.ts";
import type { AccountKind } from "../completion/tree.ts";
import { collect } from "../core/collections.ts";
import { ownerOfFlags } from "./common-flags.ts";
import type { Context } from "./context.ts";
import { namedDomain } from "./environment.ts";

/** Reads the things of a kind in the account of an unfinished command line. `user` and `space` narrow apps. */
export async function liveCandidates(kind: AccountKind, context: Context, owner: Owner): Promise<readonly Candidate[]> {
  return await readers[kind](context, owner);
}

interface Owner {
  readonly user: string | undefined;
  readonly space: string | undefined;
}

const readers: Readonly<Record<AccountKind, (context: Context, owner: Owner) => Promise<readonly Candidate[]>>> = {
  domain: async (context) => domainCandidates(await collect((await context.studio()).listDomains())),
  user: async (context) => userCandidates(await collect((await context.studio()).listUserProfiles(await inDomain(context)))),
  space: async (context) => spaceCandidates(await collect((await context.studio()).listSpaces(await inDomain(context)))),
  async app(context, owner) {
    const domain = await inDomain(context);
    const apps = await collect((await context.studio()).listApps({ ...domain, ...ownerOfFlags(owner) }));
    return appCandidates(apps, domain.DomainId !== undefined);
  },
  async target(context) {
    const [studio, domain] = [await context.studio(), await inDomain(context)];
    const [spaces, apps] = await Promise.all([collect(studio.listSpaces(domain)), collect(studio.listApps(domain))]);
    return targetCandidates(spaces, apps);
  },
  image: async (context) => imageCandidates(await collect((await context.images()).listImages())),
  "lifecycle-config": async (context) =>
    lifecycleConfigCandidates(await collect((await context.lifecycleConfigs()).listLifecycleConfigs()), "name"),
  "lifecycle-config-arn": async (context) =>
    lifecycleConfigCandidates(await collect((await context.lifecycleConfigs()).listLifecycleConfigs()), "arn"),
};

/** A filter for the given domain, or the only one; otherwise for all. */
async function inDomain(context: Context): Promise<{ readonly DomainId?: string }> {
  const wanted = namedDomain(context);
  const domains = await collect((await context.studio()).listDomains());
  const meant = wanted === undefined ? domains : domains.filter(({ DomainId, DomainName }) => DomainId === wanted || DomainName === wanted);
  const [only, ...others] = meant;
  return only === undefined || others.length > 0 ? {} : { DomainId: only.DomainId };
}
