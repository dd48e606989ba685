import { type Owner, ownerLabel } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { StudioctlError } from "../../core/errors.ts";
import { suggestion } from "../../core/suggest.ts";
import type { Spaces, UserProfiles } from "../../ports/studio.ts";
import type { SweepScope } from "./scope.ts";

type Listing = Pick<UserProfiles, "listUserProfiles"> & Pick<Spaces, "listSpaces">;

/**
 * Rejects with `not-found`, and the name that was probably meant, where a user or space in scope exists nowhere in these
 * Regions: a mistyped name would be swept in vain for ever. Costs nothing where none is named.
 */
export async function requireOwners(
  studios: readonly Listing[],
  { domains, users, spaces }: Pick<SweepScope, "domains" | "users" | "spaces">,
): Promise<void> {
  const filter = domains.length === 1 ? { DomainId: domains[0] ?? "" } : {};
  if (users.length > 0) {
    const lists = await Promise.all(studios.map((studio) => collect(studio.listUserProfiles(filter))));
    requireAll(
      users.map((UserProfileName) => ({ UserProfileName })),
      lists.flat(),
    );
  }
  if (spaces.length > 0) {
    const lists = await Promise.all(studios.map((studio) => collect(studio.listSpaces(filter))));
    requireAll(
      spaces.map((SpaceName) => ({ SpaceName })),
      lists.flat().map(({ SpaceName }) => ({ SpaceName })),
    );
  }
}

/** Names compare without case (service-facts: App rules). */
function requireAll(wanted: readonly Owner[], there: readonly Owner[]): void {
  const known = new Map(there.map((owner) => [ownerLabel(owner).toLowerCase(), ownerLabel(owner)]));
  const missing = wanted.map(ownerLabel).find((label) => !known.has(label.toLowerCase()));
  if (missing === undefined) return;
  throw new StudioctlError(
    "not-found",
    `no ${missing.startsWith("space:") ? "space" : "user profile"} "${missing.replace(/^space:/, "")}" in scope`,
    {
      fix: suggestion(missing, known.values())?.replaceAll("space:", ""),
    },
  );
}
