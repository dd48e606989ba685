import type { Domain, UserProfile } from "../domain/domain.ts";
import type { Orphan } from "../efs/orphans.ts";
import { type MountTarget, describeCommand } from "../efs/file-system.ts";
import { type SecurityGroup, domainSecurityGroupNames } from "../domain/network.ts";
import type { HomeStorage } from "./storage.ts";

/** A resource that a deletion leaves behind. */
export interface LeftBehind {
  readonly What: string;
  readonly CostsMoney: boolean;
  /** As metered by the service; absent if unknown, or if the resource has no size. */
  readonly SizeInBytes?: number;
  /** The command that shows it. */
  readonly Command: string;
  /** What cannot be deleted while it exists. */
  readonly Blocks?: string;
  /** The commands that remove it, in order, before those of the next entry. */
  readonly Remove: readonly string[];
}

/**
 * The resources that stay after a domain is deleted, in the order in which it can be removed: with Retain the mount targets, the two
 * security groups, then the file system (service-facts: States and lifetimes and Home directories); and the execution role that the
 * console's quick setup created (service-facts: Opening Studio). The volumes of its spaces are deleted with the spaces.
 */
export function leftOfDomain(domain: Domain, home: HomeStorage | undefined, region: string): readonly LeftBehind[] {
  const role = /role\/(?:.+\/)?(AmazonSageMaker-ExecutionRole-[^/]+)$/.exec(domain.DefaultUserSettings?.ExecutionRole ?? "")?.[1];
  return [...(home?.fate === "Retain" ? fileSystemOf(domain, home, region) : []), ...(role === undefined ? [] : [quickRole(role)])];
}

type Gone = Pick<Domain, "DomainId" | "VpcId" | "SubnetIds">;
type Left = Pick<HomeStorage, "FileSystemId" | "SizeInBytes" | "mountTargets" | "groups">;

/**
 * The same for a file system whose domain is deleted, from its remaining resources: `undefined` if they could not be read; then the
 * commands find them.
 */
export function leftOfOrphan(
  { DomainId, FileSystemId, SizeInBytes }: Pick<Orphan, "DomainId" | "FileSystemId" | "SizeInBytes">,
  {
    mountTargets,
    groups,
  }: { readonly mountTargets: readonly MountTarget[] | undefined; readonly groups: readonly SecurityGroup[] | undefined },
  region: string,
): readonly LeftBehind[] {
  const VpcId = [...(mountTargets ?? []), ...(groups ?? [])].find((each) => each.VpcId !== undefined)?.VpcId;
  const left = { FileSystemId, SizeInBytes, mountTargets: mountTargets ?? [], groups: groups ?? [] };
  const [targets, pair, fileSystem] = fileSystemOf({ DomainId, ...(VpcId !== undefined && { VpcId }) }, left, region);
  return [...(mountTargets?.length === 0 ? [] : [targets]), ...(groups?.length === 0 ? [] : [pair]), fileSystem];
}

function fileSystemOf(
  domain: Gone,
  home: Left,
  region: string,
): readonly [targets: LeftBehind, groups: LeftBehind, fileSystem: LeftBehind] {
  const { FileSystemId: id, SizeInBytes } = home;
  return [
    mountTargetsOf(domain, home, region),
    groupsOf(domain, home, region),
    {
      What: `EFS file system ${id}, with all home directories`,
      CostsMoney: true,
      ...(SizeInBytes !== undefined && { SizeInBytes: SizeInBytes.Value }),
      Command: describeCommand(id, region),
      Remove: [`aws efs delete-file-system --file-system-id ${id} --region ${region}`],
    },
  ];
}

/**
 * A file system can be deleted when it has no mount targets (EFS API: DeleteFileSystem); their network interfaces block the deletion of
 * subnets and groups (EC2 API).
 */
function mountTargetsOf({ VpcId, SubnetIds = [] }: Gone, { FileSystemId, mountTargets }: Left, region: string): LeftBehind {
  const ids = mountTargets.map(({ MountTargetId }) => MountTargetId);
  const subnets = mountTargets.length > 0 ? [...new Set(mountTargets.map(({ SubnetId }) => SubnetId))] : SubnetIds;
  const list = `aws efs describe-mount-targets --file-system-id ${FileSystemId} --region ${region}`;
  const present = `${list} --query 'MountTargets[].MountTargetId' --output text`;
  const remove = (target: string): string => `aws efs delete-mount-target --mount-target-id ${target} --region ${region}`;
  const removeAll = ids.length > 0 ? ids.map(remove) : [`for target in $(${present}); do ${remove("$target")}; done`];
  return {
    What: `mount targets of ${FileSystemId}${ids.length === 0 ? "" : `: ${ids.join(", ")}`}`,
    CostsMoney: false,
    Command: list,
    Blocks: [...subnets.map((subnet) => `subnet ${subnet}`), ...(VpcId === undefined ? [] : [`VPC ${VpcId}`])].join(", "),
    Remove: [...removeAll, `while ${present} | grep -q .; do sleep 5; done`],
  };
}

/** Each group refers to the other in a rule, so the rules are deleted first (EC2 API: DeleteSecurityGroup, DependencyViolation). */
function groupsOf({ DomainId, VpcId }: Gone, { groups }: Left, region: string): LeftBehind {
  const names = domainSecurityGroupNames(DomainId);
  const list = `aws ec2 describe-security-groups --filters Name=group-name,Values=${names.inbound},${names.outbound} --region ${region}`;
  const idOf = (name: string): string =>
    groups.find(({ GroupName }) => GroupName === name)?.GroupId ??
    `$(${list.replace(`${names.inbound},${names.outbound}`, name)} --query 'SecurityGroups[0].GroupId' --output text)`;
  // If the list was read, groups that are not on it no longer exist.
  const present = (name: string): readonly string[] =>
    groups.length === 0 || groups.some(({ GroupName }) => GroupName === name) ? [idOf(name)] : [];
  const [inbound, outbound] = [present(names.inbound), present(names.outbound)];
  const named = [...inbound.map(() => names.inbound), ...outbound.map(() => names.outbound)];
  return {
    What: `security group${named.length === 1 ? "" : "s"} ${named.join(" and ")}`,
    CostsMoney: false,
    Command: list,
    ...(VpcId !== undefined && { Blocks: `VPC ${VpcId}` }),
    Remove: [
      ...inbound.map((id) => revoke("ingress", id, region)),
      ...outbound.map((id) => revoke("egress", id, region)),
      ...[...inbound, ...outbound].map((id) => `aws ec2 delete-security-group --group-id ${id} --region ${region}`),
    ],
  };
}

/** All rules of one direction, by id, for any port. */
function revoke(direction: "ingress" | "egress", id: string, region: string): string {
  const which = direction === "egress" ? "SecurityGroupRules[?IsEgress]" : "SecurityGroupRules[?!IsEgress]";
  const rules = `aws ec2 describe-security-group-rules --filters Name=group-id,Values=${id} --query '${which}.SecurityGroupRuleId' --output text --region ${region}`;
  return `aws ec2 revoke-security-group-${direction} --group-id ${id} --security-group-rule-ids $(${rules}) --region ${region}`;
}

function quickRole(role: string): LeftBehind {
  // It is unknown whether another domain or a job uses it, so no command removes it without a look.
  return {
    What: `execution role ${role}, which others may use`,
    CostsMoney: false,
    Command: `aws iam get-role --role-name ${role}`,
    Remove: [],
  };
}

/**
 * The home directory stays after a user profile is deleted (service-facts: The model of Studio). No API call deletes it: mount the file
 * system.
 */
export function leftOfProfile(
  { HomeEfsFileSystemUid: uid }: UserProfile,
  { DomainId, HomeEfsFileSystemId: id }: Domain,
  region: string,
): readonly LeftBehind[] {
  if (uid === undefined || id === undefined) return [];
  return [
    {
      What: `home directory /${uid} on EFS file system ${id}`,
      CostsMoney: true,
      Command: describeCommand(id, region),
      Remove: [`studioctl efs mount-info --domain ${DomainId} --region ${region} --script | sh`, `sudo rm -rf /mnt/studio/${uid}`],
    },
  ];
}
