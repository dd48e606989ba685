import { collect } from "../../core/collections.ts";
import type { Domain, UserProfile } from "../../core/domain/domain.ts";
import { type Inventory, type Kind, kinds, teardownTree, type TreeNode } from "../../core/teardown/tree.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";

/** The lists of a domain's contents. */
export type Lists = Pick<Domains, "listDomains"> &
  Pick<UserProfiles, "listUserProfiles"> &
  Pick<Spaces, "listSpaces"> &
  Pick<Apps, "listApps">;

/** The contents of a domain of these kinds; the others are empty. One list for each kind, concurrently. */
export async function readInventory(
  { studio }: { readonly studio: Lists },
  DomainId: string,
  wanted: ReadonlySet<Kind> = new Set(kinds),
): Promise<Inventory> {
  const listed = async <T>(kind: Kind, list: () => AsyncIterable<T>): Promise<T[]> => (wanted.has(kind) ? await collect(list()) : []);
  const [apps, spaces, profiles, domains] = await Promise.all([
    listed("App", () => studio.listApps({ DomainId })),
    listed("Space", () => studio.listSpaces({ DomainId })),
    listed("UserProfile", () => studio.listUserProfiles({ DomainId })),
    listed("Domain", () => studio.listDomains()),
  ]);
  return { apps, spaces, profiles, domains: domains.filter((domain) => domain.DomainId === DomainId) };
}

/** The teardown of a domain and everything in it. Rejects with `not-found`. */
export async function planDomainTeardown(
  { studio }: { readonly studio: Lists & Domains },
  DomainId: string,
): Promise<{ readonly domain: Domain; readonly tree: readonly TreeNode[] }> {
  const domain = await describeDomain({ studio }, DomainId);
  const inventory = await readInventory({ studio }, DomainId);
  return { domain, tree: teardownTree({ ...inventory, domains: [domain] }, { DomainId }) };
}

/** The teardown of a user profile with its apps, its spaces and their apps. Rejects with `not-found`. */
export async function planProfileTeardown(
  { studio }: { readonly studio: Lists & Domains & UserProfiles },
  key: { readonly DomainId: string; readonly UserProfileName: string },
): Promise<{ readonly domain: Domain; readonly profile: UserProfile; readonly tree: readonly TreeNode[] }> {
  const profile = await describeUserProfile({ studio }, key);
  const [domain, inventory] = await Promise.all([
    describeDomain({ studio }, key.DomainId),
    readInventory({ studio }, key.DomainId, new Set(["App", "Space"])),
  ]);
  return { domain, profile, tree: teardownTree({ ...inventory, profiles: [profile] }, profile) };
}
