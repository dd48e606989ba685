import type { Domain, UserProfile } from "../../core/domain/domain.ts";
import { type TreeNode, teardownTree } from "../../core/teardown/tree.ts";
import type { Domains, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { type Lists, readInventory } from "./inventory.ts";

/** A domain and all that is in it. Rejects with `not-found`. */
export async function planDomainTeardown(
  { studio }: { readonly studio: Lists & Domains },
  DomainId: string,
): Promise<{ readonly domain: Domain; readonly tree: readonly TreeNode[] }> {
  const domain = await describeDomain({ studio }, DomainId);
  const inventory = await readInventory({ studio }, DomainId);
  return { domain, tree: teardownTree({ ...inventory, domains: [domain] }, { DomainId }) };
}

/** A user profile with its apps, and with the spaces it owns and theirs. Rejects with `not-found`. */
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
