import { usageError } from "../errors.ts";
import { dnsSuffix } from "../connection/regions.ts";
import { shellWord } from "../shell-quoting.ts";

/** The mount clients: amazon-efs-utils, which encrypts and supports IAM and access points, or the NFS client of the system. */
export const mountClients = ["efs-utils", "nfs"] as const;
export type MountClient = (typeof mountClients)[number];

/** How to mount. Only efs-utils supports `iam` and `accessPointId`. */
export interface MountWay {
  readonly client: MountClient;
  /** Whether the client signs in with its IAM identity. */
  readonly iam: boolean;
  readonly accessPointId?: string | undefined;
}

/** One mount: what, how and where. */
export interface Mount extends MountWay {
  readonly fileSystemId: string;
  readonly region: string;
  /** The directory on the file system: `/`, or the home directory of a user. */
  readonly path: string;
  /** The absolute path of a directory of the client. */
  readonly mountPoint: string;
}

/** Lines for a shell and for /etc/fstab. */
export interface MountCommands {
  /** For Amazon Linux and other systems with yum. */
  readonly Install: string;
  /** With the requested client. */
  readonly Mount: string;
  /** Absent if plain NFS cannot mount this way. */
  readonly MountNfs?: string;
  readonly Fstab: string;
}

/** The package of each client, by package manager; Debian and Ubuntu package only NFS. */
export const packages: Readonly<Record<MountClient, { readonly yum: string; readonly apt: string }>> = {
  "efs-utils": { yum: "amazon-efs-utils", apt: "amazon-efs-utils" },
  nfs: { yum: "nfs-utils", apt: "nfs-common" },
};

/** How to install a client on systems without yum. */
export const onDebian: Readonly<Record<MountClient, string>> = {
  "efs-utils": "on Debian and Ubuntu, build it as described in https://github.com/aws/efs-utils",
  nfs: `on Debian and Ubuntu: sudo apt-get install -y ${packages.nfs.apt}`,
};

const nfsOptions = "nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport";

/** The name of a file system in the DNS of its VPC (service-facts: Home directories). */
export function fileSystemDnsName(fileSystemId: string, region: string): string {
  return `${fileSystemId}.efs.${region}.${dnsSuffix(region)}`;
}

/** The arguments of `mount`, and the entry that the mount then has in the list of mounts. */
export function mountWords(mount: Mount): {
  readonly type: string;
  readonly options: string;
  readonly source: string;
  readonly shownAs: string;
} {
  const { fileSystemId, region, path, iam, accessPointId } = mount;
  if (mount.client === "nfs") {
    const source = `${fileSystemDnsName(fileSystemId, region)}:${path}`;
    return { type: "nfs", options: nfsOptions, source, shownAs: source };
  }
  const options = ["tls", ...(iam ? ["iam"] : []), ...(accessPointId === undefined ? [] : [`accesspoint=${accessPointId}`])].join(",");
  // The encrypting tunnel makes the mount appear as one of this machine.
  return { type: "efs", options, source: `${fileSystemId}:${path}`, shownAs: `127.0.0.1:${path}` };
}

/** The commands in the forms of service-facts: Home directories; the mount point is quoted for the shell, and escaped for fstab. */
export function mountCommands(mount: Mount): MountCommands {
  const plain = !mount.iam && mount.accessPointId === undefined;
  return {
    Install: `sudo yum install -y ${packages[mount.client].yum}`,
    Mount: mountCommand(mount),
    ...(plain && { MountNfs: mountCommand({ ...mount, client: "nfs" }) }),
    Fstab: fstabLine(mount),
  };
}

function mountCommand(mount: Mount): string {
  const { type, options, source } = mountWords(mount);
  return `sudo mount -t ${type} -o ${options} ${source} ${shellWord(mount.mountPoint)}`;
}

/** The line of /etc/fstab that mounts at every boot, after the network is up. */
export function fstabLine(mount: Mount): string {
  const { type, options, source } = mountWords(mount);
  const all = type === "efs" ? `_netdev,noresvport,${options}` : `_netdev,${options}`;
  return `${source} ${fstabField(mount.mountPoint)} ${type} ${all} 0 0`;
}

/** A path escaped for fstab: spaces and backslashes by their octal numbers. */
function fstabField(path: string): string {
  return path.replaceAll("\\", String.raw`\134`).replaceAll(" ", String.raw`\040`);
}

/** Throws `usage` for a path that cannot be a mount point; `name` is the flag. */
export function checkMountPoint(path: string, name: string): void {
  const fix = `an absolute path such as ${name} /mnt/studio`;
  if (!path.startsWith("/")) throw usageError(`${name} "${path}" is not absolute`, { fix });
  if (/\p{Cc}/u.test(path)) throw usageError(`${name} ${JSON.stringify(path)} holds a line break or another control character`, { fix });
  if (isRoot(path))
    throw usageError(`${name} "${path}" is the root of the machine`, { why: "mounting there would hide everything on it", fix });
}

/** Whether an absolute path resolves to the root: `/`, `/mnt/..`. */
function isRoot(path: string): boolean {
  const steps: Readonly<Record<string, number>> = { "": 0, ".": 0, "..": -1 };
  return path.split("/").reduce((depth, name) => Math.max(0, depth + (steps[name] ?? 1)), 0) === 0;
}

/** Throws `usage` for a text that cannot be the id of an access point. */
export function checkAccessPointId(id: string, name: string): void {
  if (!/^fsap-[\da-f]{8,40}$/.test(id))
    throw usageError(`${name} "${id}" is not the id of an access point`, {
      fix: "fsap- and 17 hexadecimal digits, such as fsap-0123456789abcdef0",
    });
}

/** Throws `usage` for a text that cannot be the id of a file system. */
export function checkFileSystemId(id: string, name: string): void {
  if (!/^fs-[\da-f]{8,40}$/.test(id))
    throw usageError(`${name} "${id}" is not the id of a file system`, {
      fix: "fs- and 17 hexadecimal digits, such as fs-0123456789abcdef0; studioctl efs orphans lists those without a domain",
    });
}

/** Throws `usage` where the flags contradict each other. */
export function checkWay({ client, iam, accessPointId, user }: MountWay & { readonly user?: string | undefined }): void {
  if (accessPointId !== undefined && user !== undefined) {
    throw usageError("--user cannot be used with --access-point", {
      why: "an access point has its own directory, whatever the user",
      fix: "give one of the two",
    });
  }
  if (client !== "nfs" || (!iam && accessPointId === undefined)) return;
  const flag = iam ? "--iam" : `--access-point ${accessPointId}`;
  throw usageError(`${flag} cannot be used with --client nfs`, {
    why: "it requires TLS, which only amazon-efs-utils supports",
    fix: "omit --client nfs",
  });
}
