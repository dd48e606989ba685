import { formatBytes } from "../../../core/bytes.ts";
import {
  type MountClient,
  checkAccessPointId,
  checkFileSystemId,
  checkMountPoint,
  checkWay,
  mountClients,
  onDebian,
} from "../../../core/efs/mount.ts";
import { homeOwner } from "../../../core/efs/home-directory.ts";
import { mountScript } from "../../../core/efs/script.ts";
import { type FoundMount, type MountInfo, mountInfo } from "../../../operations/efs/mount-info.ts";
import type { Column } from "../../../output/column.ts";
import { lifeCycleColumn, statusTone } from "../../columns.ts";
import { defineCommand } from "../../command.ts";
import { choiceFlag, switchFlag, textFlag, withDefault } from "../../flags.ts";
import { ownerFlags } from "../../owner-flags.ts";
import { tableText } from "../../present.ts";
import { type Fields, details, known } from "../../result.ts";
import { theDomain } from "../../targets.ts";

export const efsMountInfo = defineCommand({
  name: "efs mount-info",
  summary: "Show how to mount the home directories of a domain",
  description:
    "The file system, its mount targets, the security group for clients, every user's uid and home directory, and the commands that mount. With --user only that user's home directory is mounted. It belongs to the user's uid: who is not root sees the files with that uid only. With --file-system, those of a domain that is gone and left its file system: whose they are is told by the file that domain delete or profile delete kept on this machine.",
  flags: {
    fileSystem: textFlag("ID", "a file system that a domain left behind, in place of that of the domain", { check: checkFileSystemId }),
    user: { ...ownerFlags.user, summary: "mount the home directory of this user alone" },
    client: withDefault(
      choiceFlag("CLIENT", mountClients, "what mounts: efs-utils, which encrypts, or nfs, the plain client"),
      "efs-utils",
    ),
    mountPoint: { ...textFlag("DIR", "where to mount", { check: checkMountPoint }), defaultText: "/mnt/studio, or /mnt/studio-USER" },
    iam: switchFlag("sign in with the IAM identity of the client"),
    accessPoint: textFlag("ID", "mount through this access point", { check: checkAccessPointId }),
    script: switchFlag("print just a shell script that installs the client, mounts, and may be run again"),
  },
  examples: [
    ["How to mount all home directories", "studioctl efs mount-info --domain research"],
    [
      "A script that mounts one user's home directory",
      "studioctl efs mount-info -d research --user alice --mount-point /mnt/alice --script",
    ],
    ["What a deleted domain left", "studioctl efs mount-info --file-system fs-0a2806cd5ece7f652"],
    ["The line for /etc/fstab, signed in with IAM", "studioctl efs mount-info -d research --iam --query Commands.Fstab"],
  ],
  async run({ flags, context }) {
    const { user, client, iam, accessPoint: accessPointId, script } = flags;
    checkWay({ client, iam, accessPointId, user });
    const mountPoint = flags.mountPoint ?? (user === undefined ? "/mnt/studio" : `/mnt/studio-${user}`);
    const place = flags.fileSystem === undefined ? { domainId: await theDomain(context) } : { fileSystemId: flags.fileSystem };
    const [studio, fileSystems, network] = await Promise.all([context.studio(), context.fileSystems(), context.network()]);
    const found = await mountInfo(
      { studio, fileSystems, network, homeMaps: () => context.homeMaps() },
      { place, user, client, iam, accessPointId, mountPoint },
    );
    if (script) return { kind: "text", text: scriptOf(found), footer: found.notes };
    const { info, notes: footer } = found;
    const { stdout } = context.io;
    const out = { ...stdout, columns: stdout.columns - labelWidth };
    const targets = await tableText(info.MountTargets, targetColumns, out);
    const homes = info.HomeDirectories.length === 0 ? "none" : await tableText(info.HomeDirectories, homeColumns, out);
    const middle: Fields = [
      ["Mount targets", targets, "verbatim"],
      ["For clients", info.ClientSecurityGroups.join(", ")],
      ["Home directories", homes, "verbatim"],
    ];
    return details({
      document: info,
      fields: known([...fileSystemFields(info), ...middle, ...commandFields(info, client)]),
      name: info.FileSystemId,
      footer,
    });
  },
});

function scriptOf({ info, mount, vpcId }: FoundMount): string {
  return mountScript(mount, { domainId: info.DomainId, vpcId, clientGroups: info.ClientSecurityGroups });
}

/** What stands left of a table inside a field. */
const labelWidth = "Home directories  ".length;

type Target = MountInfo["MountTargets"][number];
type Home = MountInfo["HomeDirectories"][number];

const targetColumns: readonly Column<Target>[] = [
  { header: "ID", value: ({ MountTargetId }) => MountTargetId, droppable: true },
  lifeCycleColumn,
  { header: "ZONE", value: ({ AvailabilityZoneName = "" }) => AvailabilityZoneName },
  { header: "SUBNET", value: ({ SubnetId }) => SubnetId, droppable: true },
  { header: "ADDRESS", value: ({ IpAddress = "" }) => IpAddress },
  { header: "SECURITY GROUPS", value: ({ SecurityGroups }) => SecurityGroups.join(", ") },
];

const homeColumns: readonly Column<Home>[] = [
  { header: "HOME OF", value: homeOwner },
  { header: "UID", value: ({ Uid }) => Uid },
  { header: "PATH", value: ({ Path }) => Path },
];

function fileSystemFields(info: MountInfo) {
  return [
    ["Domain", info.DomainId ?? "not known"],
    ["File system", info.FileSystemId],
    ["Status", info.LifeCycleState, statusTone(info.LifeCycleState)],
    ["Size", formatBytes(info.SizeInBytes.Value)],
    ["Encryption", info.Encrypted === true ? (info.KmsKeyId ?? "yes") : "none"],
    ["DNS name", info.DnsName],
  ] as const;
}

function commandFields({ Commands: { Install, Mount, MountNfs, Fstab } }: MountInfo, client: MountClient) {
  return [
    ["Install", `${Install}\n${onDebian[client]}`, "verbatim"],
    ["Mount", Mount, "verbatim"],
    ["Mount by NFS", MountNfs === Mount ? undefined : MountNfs, "verbatim"],
    ["/etc/fstab", Fstab, "verbatim"],
  ] as const;
}
