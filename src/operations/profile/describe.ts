import { collect } from "../../core/collections.ts";
import type { UserProfile } from "../../core/domain/domain.ts";
import type { UserProfiles } from "../../ports/studio.ts";
import { suggesting } from "../errors.ts";

/** A user profile; rejects with `not-found` and the most similar name if it is unknown. */
export async function describeUserProfile(
  { studio }: { readonly studio: UserProfiles },
  key: { readonly DomainId: string; readonly UserProfileName: string },
): Promise<UserProfile> {
  const { DomainId, UserProfileName } = key;
  return await suggesting(
    { what: "user profile", name: UserProfileName, where: DomainId, lists: `studioctl profile list --domain ${DomainId}` },
    () => studio.describeUserProfile(key),
    async () => (await collect(studio.listUserProfiles({ DomainId }))).map((profile) => profile.UserProfileName),
  );
}
