import { collect } from "../../core/collect.ts";
import { type Orphan, orphansAmong } from "../../core/efs-orphans.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import type { Domains } from "../../ports/studio.ts";

/** The file systems of the Region that Studio made for domains that are gone, the oldest first. Nothing is changed. */
export async function findOrphans({ studio, fileSystems }: { readonly studio: Domains; readonly fileSystems: FileSystems }): Promise<readonly Orphan[]> {
  // In this order: a domain made in between has no file system among those read before.
  const found = await collect(fileSystems.listFileSystems());
  const domains = await collect(studio.listDomains());
  const orphans = orphansAmong(found, new Set(domains.map(({ DomainId }) => DomainId)), fileSystems.region);
  return orphans.toSorted((a, b) => a.CreationTime.getTime() - b.CreationTime.getTime());
}
