import { shellWord } from "../shell-quoting.ts";
import { type Mount, fstabLine, mountWords, packages } from "./mount.ts";

/** What a mount script tells its reader besides. */
export interface ScriptNotes {
  /** Absent if it is not known. */
  readonly domainId?: string | undefined;
  readonly vpcId?: string | undefined;
  /** Ids of the security groups that let a client reach the file system; none if they are not known. */
  readonly clientGroups: readonly string[];
}

/**
 * A POSIX shell script that mounts, and may be run again: what is mounted already stays. It asks for root by sudo, installs
 * the client where it is missing and the machine's package tool has it, and prints the line for /etc/fstab.
 */
export function mountScript(mount: Mount, notes: ScriptNotes): string {
  const { type, options, source, shownAs } = mountWords(mount);
  const { yum, apt } = packages[mount.client];
  const lines = [
    "#!/bin/sh",
    `# Mounts ${mount.fileSystemId}, the home directories of ${notes.domainId === undefined ? "a Studio domain" : `Studio domain ${notes.domainId}`}. It may be run again.`,
    "set -eu",
    "",
    `source=${shellWord(source)}`,
    `mount_point=${shellWord(mount.mountPoint)}`,
    `shown_as=${shellWord(shownAs)}`,
    `fstab_line=${shellWord(fstabLine(mount))}`,
    `why_not=${shellWord(hint(notes))}`,
    "PATH=$PATH:/usr/sbin:/sbin",
    "",
    ...failing,
    "",
    // Read as a whole before it runs: a command that reads stdin takes nothing of a script that comes in by a pipe.
    "main() {",
    ...body(type, options, { yum, apt, plain: !mount.iam && mount.accessPointId === undefined }).map((line) =>
      line === "" ? "" : `  ${line}`,
    ),
    "}",
    "",
    "main",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function hint({ vpcId = "the VPC of the domain", clientGroups }: ScriptNotes): string {
  const groups = clientGroups.length === 0 ? "" : `, with security group ${clientGroups.join(" or ")}`;
  return `this machine has to be in ${vpcId}${groups}, and to reach TCP port 2049 of the mount targets`;
}

/** What ends the script with a reason and a remedy. */
const failing = ["fail() {", String.raw`  printf '%s\n' "$0: $1" "$2" >&2`, "  exit 1", "}"];

interface Package {
  readonly yum: string;
  readonly apt: string;
  /** Whether the NFS client of the system would do as well. */
  readonly plain: boolean;
}

function body(type: string, options: string, { yum, apt, plain }: Package): readonly string[] {
  return [
    `mounted=$(findmnt --noheadings --output SOURCE --mountpoint "$mount_point" || true)`,
    `if [ "$mounted" = "$shown_as" ]; then`,
    `  echo "$mount_point is mounted already"`,
    "  exit 0",
    "fi",
    `[ -z "$mounted" ] || fail "$mounted is mounted at $mount_point" "unmount it, or choose another directory"`,
    "",
    "as_root=",
    `if [ "$(id -u)" -ne 0 ]; then`,
    "  as_root=sudo",
    `  command -v sudo >/dev/null || fail "mounting requires root, and sudo is missing" "run this script as root"`,
    "fi",
    "",
    `if ! command -v mount.${type} >/dev/null; then`,
    "  if command -v dnf >/dev/null; then",
    `    $as_root dnf install -y ${yum}`,
    "  elif command -v yum >/dev/null; then",
    `    $as_root yum install -y ${yum}`,
    "  elif command -v apt-get >/dev/null; then",
    "    $as_root apt-get update",
    ...(type === "efs" ? notPackaged(apt, plain) : [`    $as_root apt-get install -y ${apt}`]),
    "  else",
    `    fail "mount.${type} is missing, and dnf, yum and apt-get are missing too" "install ${yum} by hand"`,
    "  fi",
    "fi",
    "",
    `$as_root mkdir -p "$mount_point"`,
    `$as_root mount -t ${type} -o ${options} "$source" "$mount_point" || fail "$source could not be mounted" "$why_not"`,
    `echo "$source is mounted at $mount_point"`,
    `echo "To mount it at every start, add to /etc/fstab:"`,
    String.raw`printf '%s\n' "$fstab_line"`,
  ];
}

/** Debian and Ubuntu do not have amazon-efs-utils; who has a repository of it gets it from there. */
function notPackaged(apt: string, plain: boolean): readonly string[] {
  return [
    `    $as_root apt-get install -y ${apt} ||`,
    `      fail "this system has no package ${apt}" "build it as described in https://github.com/aws/efs-utils${plain ? ", or mount with --client nfs" : ""}"`,
  ];
}
