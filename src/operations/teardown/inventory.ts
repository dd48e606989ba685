import { collect } from "../../core/collections.ts";
import { type Inventory, type Kind, kinds } from "../../core/teardown/tree.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";

/** The lists that tell what is in a domain. */
export type Lists = Pick<Domains, "listDomains"> &
  Pick<UserProfiles, "listUserProfiles"> &
  Pick<Spaces, "listSpaces"> &
  Pick<Apps, "listApps">;

/** What a domain holds, of these kinds; the others are empty. One list a kind, side by side. */
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
