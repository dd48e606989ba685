import { collect } from "../../core/collections.ts";
import { domainOf } from "../../core/efs/orphans.ts";
import { type Mount, type MountCommands, type MountWay, fileSystemDnsName, mountCommands } from "../../core/efs/mount.ts";
import type { FileSystem, HomeDirectory, MountTarget } from "../../core/efs/file-system.ts";
import { StudioctlError, isError } from "../../core/errors.ts";
import { domainSecurityGroupNames } from "../../core/domain/network.ts";
import { suggestion } from "../../core/suggest.ts";
import type { FileSystems, HomeMaps } from "../../ports/file-systems.ts";
import type { Network } from "../../ports/network.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { orMissing, suggesting, unlessDenied } from "../errors.ts";
import { domainWithHome, homeDirectories, homeDirectory, homeFileSystem } from "./home-directories.ts";

interface Ports {
  readonly studio: Domains & UserProfiles & Spaces;
  readonly fileSystems: FileSystems;
  readonly network: Network;
  readonly homeMaps: () => Promise<HomeMaps>;
}

export interface MountRequest extends MountWay {
  /** The domain whose home directories are mounted, or a file system of a deleted domain. */
  readonly source: { readonly domainId: string } | { readonly fileSystemId: string };
  /** Absent: all users, and the root of the file system. */
  readonly user?: string | undefined;
  /** An absolute path. */
  readonly mountPoint: string;
}

/** Everything needed to mount the home directories; members have the service's names if it has them. */
export interface MountInfo extends Pick<FileSystem, "FileSystemId" | "LifeCycleState" | "Encrypted" | "KmsKeyId" | "SizeInBytes"> {
  /** Absent for a file system that does not say which domain it was made for. */
  readonly DomainId?: string;
  readonly DnsName: string;
  readonly MountTargets: readonly (MountTarget & { readonly SecurityGroups: readonly string[] })[];
  /** Ids of the security groups for clients of the file system. */
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

/** A file system with home directories, with or without its domain. */
interface HomeSource {
  readonly fileSystem: FileSystem;
  readonly DomainId: string | undefined;
  readonly VpcId: string | undefined;
  readonly homes: () => Promise<readonly HomeDirectory[]>;
  readonly notes: readonly string[];
}

/**
 * How to mount the home directories of a domain, or of a deleted domain whose file system exists. With a user, only that user's. Rejects
 * with `not-ready` where there is nothing to mount from (no file system, no mount target available), `not-found` for an unknown file
 * system, an access point of another one, or a user with unknown uid.
 */
export async function mountInfo(ports: Ports, request: MountRequest): Promise<FoundMount> {
  const { user, accessPointId } = request;
  const { fileSystems } = ports;
  const source =
    "domainId" in request.source
      ? await sourceOfDomain(ports, request.source.domainId, user)
      : await sourceOfFileSystem(ports, request.source.fileSystemId, user);
  const { FileSystemId: id, LifeCycleState, Encrypted, KmsKeyId, SizeInBytes } = source.fileSystem;
  const [targets, HomeDirectories] = await Promise.all([
    mountTargets(ports, id),
    source.homes(),
    accessPointId === undefined ? undefined : requireAccessPoint(ports, id, accessPointId),
  ]);
  const vpcId = source.VpcId ?? targets.find(({ VpcId }) => VpcId !== undefined)?.VpcId;
  const groups = await clientGroups(ports, source.DomainId, vpcId);
  requireAvailable(targets, id, fileSystems.region);
  const path = (user === undefined ? undefined : HomeDirectories[0]?.Path) ?? "/";
  const mount = { ...request, fileSystemId: id, region: fileSystems.region, path, mountPoint: request.mountPoint.replace(/\/+$/, "") };
  const info: MountInfo = {
    ...(source.DomainId !== undefined && { DomainId: source.DomainId }),
    FileSystemId: id,
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
  return { info, mount, vpcId, notes: [...source.notes, ...groups.notes] };
}

async function sourceOfDomain(ports: Ports, domainId: string, user: string | undefined): Promise<HomeSource> {
  const domain = await domainWithHome(ports, domainId);
  const { DomainId, VpcId } = domain;
  const fileSystem = await homeFileSystem(ports, domain);
  const homes = async () =>
    user === undefined ? await homeDirectories(ports, DomainId) : [await homeDirectory(ports, { DomainId, UserProfileName: user })];
  return { fileSystem, DomainId, VpcId, homes, notes: [] };
}

/**
 * The service's own tag names the domain (service-facts: Home directories); if the domain still exists, its profiles and spaces show the
 * owners of the home directories.
 */
async function sourceOfFileSystem(ports: Ports, id: string, user: string | undefined): Promise<HomeSource> {
  const fileSystem = await describeOrSuggest(ports, id);
  const DomainId = domainOf(fileSystem)?.domainId;
  const domain = DomainId === undefined ? undefined : await orMissing(() => ports.studio.describeDomain(DomainId));
  if (domain?.HomeEfsFileSystemId === id) return await sourceOfDomain(ports, domain.DomainId, user);
  const kept = await (await ports.homeMaps()).load(id);
  const all = kept?.HomeDirectories ?? [];
  const notes =
    kept === undefined
      ? [`the owners of the home directories on ${id} are unknown on this machine: each is a directory named after its uid`]
      : [];
  return {
    fileSystem,
    DomainId: DomainId ?? kept?.DomainId,
    VpcId: undefined,
    homes: async () => (user === undefined ? all : [keptHome(all, id, user)]),
    notes,
  };
}

async function describeOrSuggest({ fileSystems }: Ports, id: string): Promise<FileSystem> {
  return await suggesting(
    { what: "file system", name: id, where: fileSystems.region, lists: "studioctl efs orphans" },
    () => fileSystems.describeFileSystem(id),
    async () =>
      (await unlessDenied<readonly FileSystem[]>([], () => collect(fileSystems.listFileSystems()))).map(({ FileSystemId }) => FileSystemId),
  );
}

/** User profile names are compared without regard to case (service-facts: App rules). */
function keptHome(homes: readonly HomeDirectory[], id: string, user: string): HomeDirectory {
  const found = homes.find(({ UserProfileName }) => UserProfileName?.toLowerCase() === user.toLowerCase());
  if (found !== undefined) return found;
  throw new StudioctlError("not-found", `the uid of user "${user}" on file system ${id} is unknown`, {
    why:
      homes.length === 0
        ? "it is part of the user profile, which no longer exists, and no map was saved on this machine"
        : "the map that was saved does not contain that user",
    fix:
      suggestion(
        user,
        homes.flatMap(({ UserProfileName = [] }) => UserProfileName),
      ) ?? "omit --user to mount all home directories",
  });
}

async function mountTargets({ fileSystems }: Pick<Ports, "fileSystems">, fileSystemId: string): Promise<MountInfo["MountTargets"]> {
  // A missing file system is reported by its own read.
  const targets = (await orMissing(() => fileSystems.listMountTargets(fileSystemId))) ?? [];
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
    why: targets
      .map(
        ({ MountTargetId, AvailabilityZoneName, LifeCycleState }) =>
          `${MountTargetId} in ${AvailabilityZoneName ?? "its zone"} is ${LifeCycleState}`,
      )
      .join(", "),
    fix: `aws efs describe-mount-targets --file-system-id ${id} --region ${region} shows their state`,
  });
}

/**
 * The security group that the service created for clients of the file system, found by its name (service-facts: Home directories). Mount
 * info is complete without it.
 */
async function clientGroups(
  { network }: Pick<Ports, "network">,
  DomainId: string | undefined,
  VpcId: string | undefined,
): Promise<{ readonly ids: readonly string[]; readonly notes: readonly string[] }> {
  const otherwise = "a client needs a security group that may reach TCP port 2049 of those on the mount targets";
  if (DomainId === undefined) return { ids: [], notes: [otherwise] };
  const { outbound } = domainSecurityGroupNames(DomainId);
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
      fix: suggestion(
        id,
        points.map(({ AccessPointId }) => AccessPointId),
      ),
    });
  }
  if (found.LifeCycleState === undefined || found.LifeCycleState === "available") return;
  throw new StudioctlError("not-ready", `access point ${id} is ${found.LifeCycleState}`, {
    why: "only one that is available can be mounted",
  });
}
