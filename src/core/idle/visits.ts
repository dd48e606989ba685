import type { AppFacts, Visit } from "./facts.ts";

/** One visit as it was recorded: to a space, or of a user profile to Studio. */
export interface RecordedVisit extends Visit {
  readonly DomainId: string;
  readonly SpaceName?: string;
  readonly UserProfileName?: string;
}

/** The IAM action without which visits are not known. */
export const visitsAction = "cloudtrail:LookupEvents";

/** The visits to an app: to its space, else of the user profile that it, or its space, belongs to. */
export function visitsOf(
  { app, spaceOwner, server }: Pick<AppFacts, "app" | "spaceOwner" | "server">,
  recorded: readonly RecordedVisit[],
): Visit[] {
  // Only the owner of a space signs in to it; without an owner several users are tried.
  const user = app.UserProfileName ?? spaceOwner ?? (server?.orAs === undefined ? server?.signInAs : undefined);
  return recorded.flatMap(({ DomainId, SpaceName, UserProfileName, ...visit }) => {
    if (DomainId !== app.DomainId) return [];
    const came = SpaceName === undefined ? isSame(UserProfileName, user) : isSame(SpaceName, app.SpaceName);
    return came ? [visit] : [];
  });
}

/** Names of user profiles and spaces are compared without regard to case, as everywhere. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
