import { type Mount, type MountCommands, type MountWay, fileSystemDnsName, mountCommands } from "../../core/efs-mount.ts";
import { StudioctlError, isError } from "../../core/errors.ts";
import type { FileSystem, MountTarget } from "../../core/file-system.ts";
import { domainSecurityGroupNames } from "../../core/network.ts";
import { suggestion } from "../../core/suggest.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import type { Network } from "../../ports/network.ts";
import type { Domains, UserProfiles } from "../../ports/studio.ts";
import { type HomeDomain, domainWithHome, homeFileSystem } from "./home.ts";
import { type HomeDirectory, homeDirectories, homeDirectory } from "./home-directories.ts";

interface Ports {
  readonly studio: Domains & UserProfiles;
  readonly fileSystems: FileSystems;
  readonly network: Network;
}

export interface MountRequest extends MountWay {
  readonly domainId: string;
  /** Absent: all users, and the root of the file system. */
  readonly user?: string | undefined;
  /** An absolute path. */
  readonly mountPoint: string;
}

/** All it takes to mount the home directories; members are the service's where it has them. */
export interface MountInfo extends Pick<FileSystem, "FileSystemId" | "LifeCycleState" | "Encrypted" | "KmsKeyId" | "SizeInBytes"> {
  readonly DomainId: string;
  readonly DnsName: string;
  readonly MountTargets: readonly (MountTarget & { readonly SecurityGroups: readonly string[] })[];
  /** Ids of the groups made for clients of the file system. */
  readonly ClientSecurityGroups: readonly string[];
  readonly HomeDirectories: readonly HomeDirectory[];
  readonly Commands: MountCommands;
}

export interface FoundMount {
  readonly info: MountInfo;
  readonly mount: Mount;
  readonly vpcId: string | undefined;
  /** Why there are no security groups for clients. */
  readonly notes: readonly string[];
}

/**
 * How to mount the home directories of a domain. With a user, that user's alone. Rejects with `not-ready` where there is
 * nothing to mount from (no file system, no mount target available), `not-found` for an access point of another file system.
 */
export async function mountInfo(ports: Ports, request: MountRequest): Promise<FoundMount> {
  const { user, accessPointId } = request;
  const { fileSystems } = ports;
  const domain = await domainWithHome(ports, request.domainId);
  const { DomainId, HomeEfsFileSystemId: id } = domain;
  const homes = async () => (user === undefined ? await homeDirectories(ports, DomainId) : [await homeDirectory(ports, { DomainId, UserProfileName: user })]);
  const [fileSystem, targets, HomeDirectories, groups] = await Promise.all([
    homeFileSystem(ports, domain),
    mountTargets(ports, id),
    homes(),
    clientGroups(ports, domain),
    accessPointId === undefined ? undefined : requireAccessPoint(ports, id, accessPointId),
  ]);
  requireAvailable(targets, id, fileSystems.region);
  const path = (user === undefined ? undefined : HomeDirectories[0]?.Path) ?? "/";
  const mount = { ...request, fileSystemId: id, region: fileSystems.region, path, mountPoint: request.mountPoint.replace(/\/+$/, "") };
  const { FileSystemId, LifeCycleState, Encrypted, KmsKeyId, SizeInBytes } = fileSystem;
  const info: MountInfo = {
    DomainId,
    FileSystemId,
    LifeCycleState,
    ...(Encrypted !== undefined && { Encrypted }),
    ...(KmsKeyId !== undefined && { KmsKeyId }),
    SizeInBytes,
    DnsName: fileSystemDnsName(id, fileSystems.region),
    MountTargets: targets,
    ClientSecurityGroups: groups.ids,
    HomeDirectories,
    Commands: mountCommands(mount),
  };
  return { info, mount, vpcId: domain.VpcId, notes: groups.notes };
}

async function mountTargets({ fileSystems }: Pick<Ports, "fileSystems">, fileSystemId: string): Promise<MountInfo["MountTargets"]> {
  let targets: readonly MountTarget[];
  try {
    targets = await fileSystems.listMountTargets(fileSystemId);
  } catch (error) {
    // That the file system is gone is told where it is described.
    if (isError(error, "not-found")) return [];
    throw error;
  }
  return await Promise.all(targets.map(async (target) => ({ ...target, SecurityGroups: await groupsOf(target) })));

  async function groupsOf({ MountTargetId, LifeCycleState }: MountTarget): Promise<readonly string[]> {
    return ["deleting", "deleted"].includes(LifeCycleState) ? [] : await fileSystems.securityGroupsOf(MountTargetId);
  }
}

function requireAvailable(targets: readonly MountTarget[], id: string, region: string): void {
  if (targets.some(({ LifeCycleState }) => LifeCycleState === "available" || LifeCycleState === "updating")) return;
  if (targets.length === 0) {
    throw new StudioctlError("not-ready", `file system ${id} has no mount target`, {
      why: "a client reaches it only through one in its VPC",
      fix: `aws efs create-mount-target --file-system-id ${id} --subnet-id SUBNET --security-groups GROUP --region ${region}`,
    });
  }
  throw new StudioctlError("not-ready", `no mount target of file system ${id} is available`, {
    why: targets.map(({ MountTargetId, AvailabilityZoneName, LifeCycleState }) => `${MountTargetId} in ${AvailabilityZoneName ?? "its zone"} is ${LifeCycleState}`).join(", "),
    fix: `aws efs describe-mount-targets --file-system-id ${id} --region ${region} shows when that changes`,
  });
}

/** The group that the service made for clients of the file system, found by its name (FACTS 7). Mounting does not fail for want of it. */
async function clientGroups({ network }: Pick<Ports, "network">, { DomainId, VpcId }: HomeDomain): Promise<{ readonly ids: readonly string[]; readonly notes: readonly string[] }> {
  const { outbound } = domainSecurityGroupNames(DomainId);
  const otherwise = "a client needs a security group that may reach TCP port 2049 of those on the mount targets";
  try {
    const groups = await network.listSecurityGroups({ GroupNames: [outbound], ...(VpcId !== undefined && { VpcId }) });
    const notes = groups.length === 0 ? [`there is no security group ${outbound}: ${otherwise}`] : [];
    return { ids: groups.map(({ GroupId }) => GroupId), notes };
  } catch (error) {
    if (!isError(error, "denied")) throw error;
    return { ids: [], notes: [`${error.message}: ${otherwise}`] };
  }
}

async function requireAccessPoint({ fileSystems }: Pick<Ports, "fileSystems">, fileSystemId: string, id: string): Promise<void> {
  const points = await fileSystems.listAccessPoints(fileSystemId);
  const found = points.find(({ AccessPointId }) => AccessPointId === id);
  if (found === undefined) {
    throw new StudioctlError("not-found", `no access point ${id} on file system ${fileSystemId}`, {
      why: points.length === 0 ? "the file system has no access points" : undefined,
      fix: suggestion(id, points.map(({ AccessPointId }) => AccessPointId)),
    });
  }
  if (found.LifeCycleState === undefined || found.LifeCycleState === "available") return;
  throw new StudioctlError("not-ready", `access point ${id} is ${found.LifeCycleState}`, { why: "only one that is available can be mounted" });
}
