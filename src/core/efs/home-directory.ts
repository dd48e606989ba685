/** Where the files of a user, or of a shared space of Studio Classic, are on the file system of the domain (service-facts: The model of Studio). One of the two names is there. */
export interface HomeDirectory {
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  /** The POSIX uid that owns it. */
  readonly Uid: string;
  readonly Path: string;
}

/** `alice`, `space:team-notebooks`: whose home directory it is. */
export function homeOwner({ UserProfileName, SpaceName }: HomeDirectory): string {
  return UserProfileName ?? `space:${SpaceName}`;
}

/**
 * Which home directory on a file system is whose. Only user profiles and spaces say so, and they go with their domain: kept when they
 * are deleted and the file system stays.
 */
export interface HomeMap {
  readonly FileSystemId: string;
  readonly Region: string;
  /** Of the domain that it was made for. */
  readonly DomainId: string;
  readonly DomainName: string;
  readonly HomeDirectories: readonly HomeDirectory[];
}

/** Both lists in one, by uid: what is known now goes before what was kept earlier. */
export function unitedHomes(now: readonly HomeDirectory[], earlier: readonly HomeDirectory[] = []): readonly HomeDirectory[] {
  const uids = new Set(now.map(({ Uid }) => Uid));
  return [...now, ...earlier.filter(({ Uid }) => !uids.has(Uid))];
}
