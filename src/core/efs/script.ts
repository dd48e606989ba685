import { shellWord } from "../shell-quoting.ts";
import { type Mount, fstabLine, mountWords, packages } from "./mount.ts";

/** Facts for the comments of a mount script. */
export interface ScriptNotes {
  /** Absent if unknown. */
  readonly domainId?: string | undefined;
  readonly vpcId?: string | undefined;
  /** Ids of the security groups that let a client reach the file system; none if they are not known. */
  readonly clientGroups: readonly string[];
}

/**
 * A POSIX shell script that mounts, and can be run again: an existing mount stays. It uses sudo, installs the client if it is missing and
 * the package manager has it, and prints the line for /etc/fstab.
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
    // The shell reads main as a whole before it runs: a command that reads stdin cannot consume a script that is piped in.
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

/** Ends the script with a reason and a fix. */
const failing = ["fail() {", String.raw`  printf '%s\n' "$0: $1" "$2" >&2`, "  exit 1", "}"];

interface Package {
  readonly yum: string;
  readonly apt: string;
  /** Whether the NFS client of the system can mount this too. */
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

/** Debian and Ubuntu do not package amazon-efs-utils; a third-party repository may have it. */
function notPackaged(apt: string, plain: boolean): readonly string[] {
  return [
    `    $as_root apt-get install -y ${apt} ||`,
    `      fail "this system has no package ${apt}" "build it as described in https://github.com/aws/efs-utils${plain ? ", or mount with --client nfs" : ""}"`,
  ];
}
