import { type StoredClass, monthlyUsd, storedClasses } from "../../core/efs/orphans.ts";
import type { FileSystem } from "../../core/efs/file-system.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { domainWithHome, homeFileSystem } from "./home.ts";
import { homeDirectories } from "./home-directories.ts";

/** What the home directories of a domain take. */
export interface HomeUsage extends Pick<FileSystem, "FileSystemId" | "LifeCycleState" | "ThroughputMode" | "SizeInBytes"> {
  readonly DomainId: string;
  readonly StorageClasses: readonly StoredClass[];
  /** Absent where a price is not known. */
  readonly MonthlyUsd?: number;
  /** Users, and spaces of Studio Classic, that have a home directory. Those of deleted users are on the file system too, but no call tells of them. */
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
