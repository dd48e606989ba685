import type { Owner } from "../app.ts";

/** A level of settings: a domain's defaults, a user profile, or a space. */
export interface SettingsLevel {
  readonly DomainId: string;
  /** Absent: the domain itself. */
  readonly owner?: Owner | undefined;
  /** Whether it is what a domain has for shared spaces (DefaultSpaceSettings), and not what it has for users. */
  readonly sharedSpaces?: boolean;
}

/** `domain d-1`, `shared spaces of domain d-1`, `user profile d-1/alice`, `space d-1/nlp`. */
export function levelLabel({ DomainId, owner, sharedSpaces = false }: SettingsLevel): string {
  if (owner === undefined) return `${sharedSpaces ? "shared spaces of " : ""}domain ${DomainId}`;
  return "SpaceName" in owner ? `space ${DomainId}/${owner.SpaceName}` : `user profile ${DomainId}/${owner.UserProfileName}`;
}
