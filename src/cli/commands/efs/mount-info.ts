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
import { homeOwner } from "../../../core/efs/file-system.ts";
import { mountScript } from "../../../core/efs/script.ts";
import { type FoundMount, type MountInfo, mountInfo } from "../../../operations/efs/mount-info.ts";
import type { Column } from "../../../output/column.ts";
import { lifeCycleColumn, statusTone } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { choiceFlag, switchFlag, textFlag, withDefault } from "../../flags.ts";
import { ownerFlags } from "../../common-flags.ts";
import { tableText } from "../../views/present.ts";
import { type Fields, details, known } from "../../result.ts";
import { theDomain } from "../../targets.ts";

export const efsMountInfo = defineCommand({
  name: "efs mount-info",
  summary: "Show how to mount the home directories of a domain",
  description:
    "Shows the file system, its mount targets, the security group for clients, every user's uid and home directory, and the " +
    "commands that mount it. With --user, only that user's home directory is mounted. It belongs to the user's uid: other " +
    "users than root need that uid to read the files. With --file-system, shows a file system that a deleted domain left: its " +
    "owners are read from the file that domain delete or profile delete saved on this machine.",
  flags: {
    fileSystem: textFlag("ID", "a file system that a deleted domain left, instead of the one of the domain", { check: checkFileSystemId }),
    user: { ...ownerFlags.user, summary: "mount only the home directory of this user" },
    client: withDefault(
      choiceFlag("CLIENT", mountClients, "mount client: efs-utils, which encrypts, or nfs, the plain client"),
      "efs-utils",
    ),
    mountPoint: { ...textFlag("DIR", "where to mount", { check: checkMountPoint }), defaultText: "/mnt/studio, or /mnt/studio-USER" },
    iam: switchFlag("use IAM authorization with the identity of the client"),
    accessPoint: textFlag("ID", "mount through this access point", { check: checkAccessPointId }),
    script: switchFlag("print only a shell script that installs the client and mounts; it can be run repeatedly"),
  },
  examples: [
    ["Show how to mount all home directories", "studioctl efs mount-info --domain research"],
    [
      "Print a script that mounts the home directory of one user",
      "studioctl efs mount-info -d research --user alice --mount-point /mnt/alice --script",
    ],
    ["Show a file system that a deleted domain left", "studioctl efs mount-info --file-system fs-0a2806cd5ece7f652"],
    ["Print the line for /etc/fstab, with IAM authorization", "studioctl efs mount-info -d research --iam --query Commands.Fstab"],
  ],
  async run({ flags, context }) {
    const { user, client, iam, accessPoint: accessPointId, script } = flags;
    checkWay({ client, iam, accessPointId, user });
    const mountPoint = flags.mountPoint ?? (user === undefined ? "/mnt/studio" : `/mnt/studio-${user}`);
    const source = flags.fileSystem === undefined ? { domainId: await theDomain(context) } : { fileSystemId: flags.fileSystem };
    const [studio, fileSystems, network] = await Promise.all([context.studio(), context.fileSystems(), context.network()]);
    const found = await mountInfo(
      { studio, fileSystems, network, homeMaps: () => context.homeMaps() },
      { source, user, client, iam, accessPointId, mountPoint },
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

/** The indent of a table inside a field. */
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
