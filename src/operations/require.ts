import type { Owner } from "../core/app/app.ts";
import type { Domains, Spaces, UserProfiles } from "../ports/studio.ts";
import { requireDomain } from "./domain/resolve.ts";
import { describeUserProfile } from "./profile/describe.ts";
import { describeSpace } from "./space/describe.ts";

/**
 * Called after empty lists: rejects with `not-found` and the most similar name if the domain, or the owner in it, does not exist.
 */
export async function requireScope(
  { studio }: { readonly studio: Domains & UserProfiles & Spaces },
  DomainId: string,
  owner?: Owner,
): Promise<void> {
  await requireDomain({ studio }, DomainId);
  if (owner === undefined) return;
  if ("SpaceName" in owner) await describeSpace({ studio }, { DomainId, ...owner });
  else await describeUserProfile({ studio }, { DomainId, ...owner });
}
