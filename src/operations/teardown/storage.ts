import type { Domain } from "../../core/domain/domain.ts";
import { type HomeDirectory, unitedHomes } from "../../core/efs/file-system.ts";
import { domainSecurityGroupNames } from "../../core/domain/network.ts";
import type { HomeStorage } from "../../core/teardown/storage.ts";
import type { FileSystems, HomeMaps } from "../../ports/file-systems.ts";
import type { Network } from "../../ports/network.ts";
import { orElse } from "../errors.ts";

interface Ports {
  readonly fileSystems: () => Promise<FileSystems>;
  readonly network: () => Promise<Network>;
  readonly homeMaps: () => Promise<HomeMaps>;
}

interface Wanted {
  readonly fate: HomeStorage["fate"];
  /** Whether the domain is deleted: then the resources of its file system in the VPC are read too. */
  readonly ofDomain: boolean;
  /** The present home directories. */
  readonly homes: () => Promise<readonly HomeDirectory[]>;
}

/**
 * The home file system of a domain with its size, and, if it stays, everything that stays with it: mount targets, security groups, and the
 * owners of its home directories, including users deleted earlier by this program. Undefined for a domain without one. What may not be read
 * does not prevent the deletion: it is listed in `unread`.
 */
export async function readHomeStorage(
  ports: Ports,
  { DomainId, HomeEfsFileSystemId: id, VpcId }: Domain,
  { fate, ofDomain, homes }: Wanted,
): Promise<HomeStorage | undefined> {
  if (id === undefined) return undefined;
  const unread: string[] = [];
  const unless = async <T>(what: string, otherwise: T, read: () => Promise<T>): Promise<T> =>
    await orElse(
      read,
      (error) => {
        unread.push(`${what} could not be read: ${error.message}`);
        return otherwise;
      },
      ["interrupted", "no-credentials"],
    );
  const { inbound, outbound } = domainSecurityGroupNames(DomainId);
  const filter = { GroupNames: [inbound, outbound], ...(VpcId !== undefined && { VpcId }) };
  const stays = fate !== "Delete";
  const leaves = stays && ofDomain;
  const [fileSystem, mountTargets, groups, present, earlier] = await Promise.all([
    unless(`the size of file system ${id}`, undefined, async () => await (await ports.fileSystems()).describeFileSystem(id)),
    leaves ? unless(`the mount targets of ${id}`, [], async () => await (await ports.fileSystems()).listMountTargets(id)) : [],
    leaves ? unless("its security groups", [], async () => await (await ports.network()).listSecurityGroups(filter)) : [],
    stays ? homes() : [],
    stays ? (await ports.homeMaps()).load(id) : undefined,
  ]);
  return {
    FileSystemId: id,
    SizeInBytes: fileSystem?.SizeInBytes,
    fate,
    mountTargets,
    groups,
    homes: unitedHomes(present, earlier?.HomeDirectories),
    unread,
  };
}

/** Saves the owners of the home directories of a retained file system on this machine. Resolves to the path of the file. */
export async function keepHomeMap(
  homeMaps: HomeMaps,
  { DomainId, DomainName }: Domain,
  { FileSystemId, homes }: HomeStorage,
  Region: string,
): Promise<string> {
  return await homeMaps.save({ FileSystemId, Region, DomainId, DomainName, HomeDirectories: homes });
}
