import pMap from "p-map";
import { collect } from "../../core/collections.ts";
import { concurrency } from "../../core/concurrency.ts";
import { monthlyUsd, type StoredClass, storedClasses } from "../../core/cost/storage.ts";
import { domainSecurityGroupNames } from "../../core/domain/network.ts";
import type { FileSystem } from "../../core/efs/file-system.ts";
import { type Orphan, orphansAmong } from "../../core/efs/orphans.ts";
import { type LeftBehind, leftOfOrphan } from "../../core/teardown/left-behind.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import type { Network } from "../../ports/network.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { unlessDenied } from "../errors.ts";
import { domainWithHome, homeDirectories, homeFileSystem } from "./home-directories.ts";

/** The storage of a domain's home directories. */
export interface HomeUsage extends Pick<FileSystem, "FileSystemId" | "LifeCycleState" | "ThroughputMode" | "SizeInBytes"> {
  readonly DomainId: string;
  readonly StorageClasses: readonly StoredClass[];
  /** Absent if a price is not known. */
  readonly MonthlyUsd?: number;
  /**
   * Users, and spaces of Studio Classic, that have a home directory. Directories of deleted users are on the file system too, but no call
   * lists them.
   */
  readonly Homes: number;
}

export async function homeUsage(
  ports: { readonly studio: Domains & UserProfiles & Spaces; readonly fileSystems: FileSystems },
  domainId: string,
): Promise<HomeUsage> {
  const domain = await domainWithHome(ports, domainId);
  const [fileSystem, homes] = await Promise.all([homeFileSystem(ports, domain), homeDirectories(ports, domain.DomainId)]);
  const { FileSystemId, LifeCycleState, ThroughputMode, SizeInBytes } = fileSystem;
  const usd = monthlyUsd(fileSystem, ports.fileSystems.region);
  return {
    DomainId: domain.DomainId,
    FileSystemId,
    LifeCycleState,
    ...(ThroughputMode !== undefined && { ThroughputMode }),
    SizeInBytes,
    StorageClasses: storedClasses(fileSystem, ports.fileSystems.region),
    ...(usd !== undefined && { MonthlyUsd: usd }),
    Homes: homes.length,
  };
}

/** The file systems of the Region that Studio created for domains that no longer exist, oldest first. Nothing is changed. */
export async function findOrphans({
  studio,
  fileSystems,
}: {
  readonly studio: Domains;
  readonly fileSystems: FileSystems;
}): Promise<readonly Orphan[]> {
  // In this order, so that a domain created in between is listed after its file system was not.
  const found = await collect(fileSystems.listFileSystems());
  const domains = await collect(studio.listDomains());
  const orphans = orphansAmong(found, new Set(domains.map(({ DomainId }) => DomainId)), fileSystems.region);
  return orphans.toSorted((a, b) => a.CreationTime.getTime() - b.CreationTime.getTime());
}

/** An orphan with everything that its domain left behind, in the order in which it can be removed. */
export interface OrphanLeft extends Orphan {
  readonly LeftBehind: readonly LeftBehind[];
}

/** Reads the mount targets and security groups of orphans. Where that is not allowed, the commands find them themselves. */
export async function leftOfOrphans(
  { fileSystems, network }: { readonly fileSystems: FileSystems; readonly network: () => Promise<Network> },
  orphans: readonly Orphan[],
): Promise<readonly OrphanLeft[]> {
  return await pMap(
    orphans,
    async (orphan) => {
      const { inbound, outbound } = domainSecurityGroupNames(orphan.DomainId);
      const [mountTargets, groups] = await Promise.all([
        unlessDenied(undefined, () => fileSystems.listMountTargets(orphan.FileSystemId)),
        unlessDenied(undefined, async () => await (await network()).listSecurityGroups({ GroupNames: [inbound, outbound] })),
      ]);
      return { ...orphan, LeftBehind: leftOfOrphan(orphan, { mountTargets, groups }, fileSystems.region) };
    },
    { concurrency },
  );
}
