import type { Domain, UserProfile } from "./domain.ts";
import { describeCommand } from "./file-system.ts";

/** Something that deleting does not take with it. */
export interface LeftBehind {
  readonly What: string;
  readonly CostsMoney: boolean;
  /** Shows it. */
  readonly Command: string;
}

/**
 * What stays after a domain is gone: with Retain its file system, the mount targets and their two security groups (FACTS 2, 7),
 * and the execution role that the console's quick setup made (FACTS 8). The volumes of its spaces go with them.
 */
export function leftOfDomain(domain: Domain, homeFileSystem: "Retain" | "Delete", region: string): readonly LeftBehind[] {
  const role = /role\/(?:.+\/)?(AmazonSageMaker-ExecutionRole-[^/]+)$/.exec(domain.DefaultUserSettings?.ExecutionRole ?? "")?.[1];
  return [
    ...(homeFileSystem === "Retain" ? fileSystemOf(domain, region) : []),
    ...(role === undefined ? [] : [{ What: `execution role ${role}`, CostsMoney: false, Command: `aws iam get-role --role-name ${role}` }]),
  ];
}

function fileSystemOf({ DomainId, HomeEfsFileSystemId: id }: Domain, region: string): readonly LeftBehind[] {
  if (id === undefined) return [];
  const groups = ["inbound", "outbound"].map((way) => `security-group-for-${way}-nfs-${DomainId}`);
  return [
    { What: `EFS file system ${id}, with all home directories`, CostsMoney: true, Command: describeCommand(id, region) },
    { What: `mount targets of ${id}`, CostsMoney: false, Command: `aws efs describe-mount-targets --file-system-id ${id} --region ${region}` },
    {
      What: `security groups ${groups.join(" and ")}`,
      CostsMoney: false,
      Command: `aws ec2 describe-security-groups --filters Name=group-name,Values=${groups.join(",")} --region ${region}`,
    },
  ];
}

/** What stays after a user profile is gone: its home directory (FACTS 1). */
export function leftOfProfile({ HomeEfsFileSystemUid: uid }: UserProfile, { HomeEfsFileSystemId: id }: Domain, region: string): readonly LeftBehind[] {
  if (uid === undefined || id === undefined) return [];
  return [{ What: `home directory /${uid} on EFS file system ${id}`, CostsMoney: true, Command: describeCommand(id, region) }];
}
