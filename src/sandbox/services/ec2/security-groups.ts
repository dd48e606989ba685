import { createHash } from "node:crypto";
import { domainSecurityGroupNames } from "../../../core/domain/network.ts";
import { studioFileSystemTag } from "../../../core/efs/file-system.ts";
import { home } from "../../home.ts";
import type { Operation } from "../../operation.ts";
import type { SandboxState } from "../../state.ts";
import { homes } from "../efs/homes.ts";
import { domainArn } from "../sagemaker/names.ts";
import { type DescribeInput, describing } from "./describing.ts";

interface DescribeSecurityGroupsInput extends DescribeInput {
  readonly GroupIds?: readonly string[];
  readonly GroupNames?: readonly string[];
}

const groupFilters = {
  description: "Description",
  "group-id": "GroupId",
  "group-name": "GroupName",
  "owner-id": "OwnerId",
  "vpc-id": "VpcId",
};

const missing = { missing: "InvalidGroup.NotFound", noun: "security group" };

export const describeSecurityGroups: Operation<DescribeSecurityGroupsInput> = (input, { state }) => {
  const wanted = input.GroupIds
    ? { member: "GroupId", values: input.GroupIds, ...missing }
    : input.GroupNames && { member: "GroupName", values: input.GroupNames, ...missing };
  const { items, ...page } = describing(securityGroups(state), input, {
    operation: "DescribeSecurityGroups",
    filters: groupFilters,
    wanted,
  });
  return { SecurityGroups: items, ...page };
};

type Group = Readonly<Record<string, unknown>>;

/**
 * Every VPC has its default group; a domain with a home file system has two, which stay with a retained file system (service-facts: Home
 * directories). Nothing else creates or changes groups here, so they are derived from the state.
 */
function securityGroups(state: SandboxState): Group[] {
  return [
    ...Object.keys(state.ec2.vpcs).map((VpcId) => group("default", "default VPC security group", VpcId)),
    ...homes(state).flatMap(({ DomainId, VpcId }) =>
      domainGroups(DomainId, VpcId).map((each) => ({ ...each, Tags: [{ Key: studioFileSystemTag, Value: domainArn(DomainId) }] })),
    ),
  ];
}

/** The id of the group on the mount targets of a domain's file system. */
export function inboundGroupId(domainId: string, vpcId: string): string {
  return groupId(domainSecurityGroupNames(domainId).inbound, vpcId);
}

/** NFS passes from one to the other, and nowhere else. */
function domainGroups(DomainId: string, VpcId: string): Group[] {
  const names = domainSecurityGroupNames(DomainId);
  const nfs = (peer: string) => [
    { IpProtocol: "tcp", FromPort: 2049, ToPort: 2049, UserIdGroupPairs: [{ GroupId: groupId(peer, VpcId), UserId: home.account }] },
  ];
  return [
    {
      ...group(names.inbound, `[DO NOT DELETE] Allow inbound NFS for SageMaker Studio ${DomainId}`, VpcId),
      IpPermissions: nfs(names.outbound),
      IpPermissionsEgress: [],
    },
    {
      ...group(names.outbound, `[DO NOT DELETE] Allow outbound NFS for SageMaker Studio ${DomainId}`, VpcId),
      IpPermissionsEgress: nfs(names.inbound),
    },
  ];
}

function group(GroupName: string, Description: string, VpcId: string): Group {
  const GroupId = groupId(GroupName, VpcId);
  return {
    GroupId,
    GroupName,
    Description,
    VpcId,
    OwnerId: home.account,
    SecurityGroupArn: `arn:aws:ec2:${home.region}:${home.account}:security-group/${GroupId}`,
    IpPermissions: [],
    IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
  };
}

function groupId(name: string, vpcId: string): string {
  return `sg-0${createHash("sha256").update(`${vpcId} ${name}`).digest("hex").slice(0, 16)}`;
}
