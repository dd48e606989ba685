import { type Owner, ownerLabel } from "../app/app.ts";
import { StudioctlError, whyFailed } from "../errors.ts";
import { type FailedTarget, asFailure } from "../failures.ts";

/** A settings level: a domain's defaults, a user profile, or a space. */
export interface SettingsLevel {
  readonly DomainId: string;
  /** Absent: the domain itself. */
  readonly owner?: Owner | undefined;
  /** Whether it is the domain's defaults for shared spaces (DefaultSpaceSettings) instead of those for users. */
  readonly sharedSpaces?: boolean;
}

/** A settings level in JSON output, with the service's member names. */
export interface LevelDocument {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  /** Present for a domain's defaults for shared spaces. */
  readonly Settings?: "DefaultSpaceSettings";
}

/** Domain names by id. */
export type DomainNames = ReadonlyMap<string, string>;

/** `domain d-1`, `shared spaces of domain d-1`, `user profile d-1/alice`, `space d-1/nlp`. */
export function levelLabel({ DomainId, owner, sharedSpaces = false }: SettingsLevel): string {
  if (owner === undefined) return `${sharedSpaces ? "shared spaces of " : ""}domain ${DomainId}`;
  return "SpaceName" in owner ? `space ${DomainId}/${owner.SpaceName}` : `user profile ${DomainId}/${owner.UserProfileName}`;
}

/** The domain, user profile or space that has the settings, as a reference: `d-1`, `d-1/alice`, `d-1/space:nlp`. */
export function levelReference({ DomainId, owner }: SettingsLevel): string {
  return owner === undefined ? DomainId : `${DomainId}/${ownerLabel(owner)}`;
}

/** `domain research`, `user alice`, `space nlp-lab`; with several domains also the domain of a user or a space. */
export function levelText({ DomainId, owner, sharedSpaces = false }: SettingsLevel, domains: DomainNames): string {
  const domain = domains.get(DomainId) ?? DomainId;
  if (owner === undefined) return `${sharedSpaces ? "shared spaces of " : ""}domain ${domain}`;
  const named = "SpaceName" in owner ? `space ${owner.SpaceName}` : `user ${owner.UserProfileName}`;
  return domains.size > 1 ? `${named} of ${domain}` : named;
}

/** The flags that select a settings level. */
export function levelFlags({ DomainId, owner }: SettingsLevel): string {
  if (owner === undefined) return `--domain ${DomainId}`;
  return `--domain ${DomainId} ${"SpaceName" in owner ? `--space ${owner.SpaceName}` : `--user ${owner.UserProfileName}`}`;
}

/** The member of the service's updates that contains the settings of a level. */
export function settingsName({
  owner,
  sharedSpaces = false,
}: SettingsLevel): "DefaultUserSettings" | "DefaultSpaceSettings" | "UserSettings" | "SpaceSettings" {
  if (owner === undefined) return sharedSpaces ? "DefaultSpaceSettings" : "DefaultUserSettings";
  return "SpaceName" in owner ? "SpaceSettings" : "UserSettings";
}

export function levelDocument({ DomainId, owner, sharedSpaces = false }: SettingsLevel): LevelDocument {
  return { DomainId, ...owner, ...(sharedSpaces && { Settings: "DefaultSpaceSettings" as const }) };
}

export function levelOf({ DomainId, UserProfileName, SpaceName, Settings }: LevelDocument): SettingsLevel {
  if (UserProfileName !== undefined) return { DomainId, owner: { UserProfileName } };
  return SpaceName === undefined ? { DomainId, sharedSpaces: Settings !== undefined } : { DomainId, owner: { SpaceName } };
}

/** A settings level that could not be read, and why. */
export interface UnreadLevel {
  readonly level: SettingsLevel;
  readonly error: unknown;
}

/** `space d-1/nlp was not read: not allowed to describeSpace`. */
export function unreadReason({ level, error }: UnreadLevel): string {
  return `${levelLabel(level)} was not read: ${whyFailed(error)}`;
}

export function unreadFailure({ level, error }: UnreadLevel): FailedTarget {
  return { target: levelLabel(level), ...asFailure(error) };
}

/**
 * Rejects if a settings level could not be read, because a deletion requires that `what` is attached nowhere. The error has the code of the
 * first failure.
 */
export function requireAllRead(what: string, unread: readonly UnreadLevel[]): void {
  const [first] = unread;
  if (first === undefined) return;
  const { code = "failed" as const } = asFailure(first.error).error ?? {};
  throw new StudioctlError(code, `it is unknown whether ${what} is attached somewhere`, {
    why: unread.map(unreadReason).join("; "),
    fix: "run it again with the permissions to describe all domains, user profiles and spaces",
    cause: first.error,
  });
}
