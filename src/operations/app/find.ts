import pMap from "p-map";
import { type App, type AppDetail, type Owner, appKey, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { collect, grouped } from "../../core/collections.ts";
import { concurrency } from "../../core/concurrency.ts";
import { type AppReference, findApp, meets } from "../../core/reference.ts";
import type { Apps } from "../../ports/studio.ts";
import { orMissing, unlessDenied } from "../errors.ts";
import { readOnce } from "../fewest-reads.ts";

interface Ports {
  readonly studio: Pick<Apps, "listApps" | "describeApp">;
}

/** An app that a reference means. */
export interface FoundApp {
  readonly app: App;
  /** The app as described, if finding it needed that. */
  readonly detail?: AppDetail;
}

type CompleteReference = AppReference & Required<Pick<AppReference, "owner" | "type">>;

function isComplete(reference: AppReference): reference is CompleteReference {
  return reference.owner !== undefined && reference.type !== undefined;
}

/** The app that a reference means in a domain. A complete reference takes one DescribeApp. Rejects as `findApp` does. */
export async function findReferenced(ports: Ports, DomainId: string, reference: AppReference): Promise<FoundApp> {
  const [found] = await findAllReferenced(ports, DomainId, [reference], { described: true });
  if (found === undefined) throw new RangeError("one reference has one app");
  return found;
}

/**
 * The apps that references mean in a domain, in their order. Lists the apps of the owners that are named, or all apps where that takes fewer
 * calls or a reference names no owner. With `described`, complete references are described instead. Rejects as `findApp` does: only then
 * is everything listed for a suggestion.
 */
export async function findAllReferenced(
  { studio }: Ports,
  DomainId: string,
  references: readonly AppReference[],
  { described }: { readonly described: boolean },
): Promise<FoundApp[]> {
  const [toDescribe, toList] = described
    ? [references.filter(isComplete), references.filter((each) => !isComplete(each))]
    : [[], references];
  const details = new Map<AppReference, AppDetail | undefined>(
    await pMap(toDescribe, async (reference) => [reference, await describe({ studio }, DomainId, reference)] as const, { concurrency }),
  );
  const owners = toList.flatMap(({ owner }) => owner ?? []);
  let all = owners.length < toList.length ? await listAll() : undefined;
  const listed = all ?? appIndex(await ofOwners({ studio }, DomainId, owners));

  async function listAll(): Promise<AppIndex> {
    return appIndex(await collect(studio.listApps({ DomainId })));
  }

  const found: FoundApp[] = [];
  for (const reference of references) {
    const detail = details.get(reference);
    if (detail !== undefined) {
      found.push({ app: asListed(detail), detail });
      continue;
    }
    const near = listed.near(reference);
    const isThere = near.some((app) => meets(app, reference));
    found.push({ app: findApp(reference, isThere ? near : (all ??= await listAll()).apps) });
  }
  return found;
}

/**
 * The app that a reference means, and the apps of its owner: those that its server shows. Lists only the owner's apps where the reference
 * names one. Rejects as `findApp` does.
 */
export async function findWithOwnersApps(
  { studio }: Ports,
  DomainId: string,
  reference: AppReference,
): Promise<{ readonly app: App; readonly listed: readonly App[] }> {
  const { owner } = reference;
  if (owner !== undefined) {
    const listed = await collect(studio.listApps({ DomainId, ...owner }));
    if (listed.some((app) => meets(app, reference))) return { app: findApp(reference, listed), listed };
  }
  const listed = await collect(studio.listApps({ DomainId }));
  return { app: findApp(reference, listed), listed };
}

/** Undefined if it is not found, which may be a matter of spelling, or if these credentials may not describe it. */
async function describe({ studio }: Ports, DomainId: string, { owner, type, name }: CompleteReference): Promise<AppDetail | undefined> {
  const key = appKey({ DomainId, ...owner, AppType: type, AppName: name });
  return await unlessDenied(undefined, () => orMissing(() => studio.describeApp(key)));
}

async function ofOwners({ studio }: Ports, DomainId: string, owners: readonly Owner[]): Promise<readonly App[]> {
  const ways = {
    list: () => studio.listApps({ DomainId }),
    keyOf: ownerKey,
    read: async (owner: Owner): Promise<App[]> => await collect(studio.listApps({ DomainId, ...owner })),
  };
  return await readOnce(ways, owners);
}

/** Apps, and those of them that a reference may mean. */
interface AppIndex {
  readonly apps: readonly App[];
  readonly near: (reference: AppReference) => readonly App[];
}

function appIndex(apps: readonly App[]): AppIndex {
  const byOwner = grouped(apps, (app) => ownerKey(ownerOf(app)));
  const byName = grouped(apps, ({ AppName }) => AppName);
  return { apps, near: ({ owner, name }) => (owner === undefined ? byName.get(name) : byOwner.get(ownerKey(owner))) ?? [] };
}

/** Names of owners are compared without case (service-facts: App rules). */
function ownerKey(owner: Owner): string {
  return ownerLabel(owner).toLowerCase();
}

/** The members that a list has: what is shown of an app does not depend on how it was found. */
function asListed({ DomainId, AppType, AppName, Status, CreationTime, ResourceSpec, ...owner }: AppDetail): App {
  return { DomainId, ...ownerOf(owner), AppType, AppName, Status, CreationTime, ...(ResourceSpec !== undefined && { ResourceSpec }) };
}
