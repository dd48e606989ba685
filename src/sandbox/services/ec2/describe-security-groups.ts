import type { Operation } from "../../operation.ts";
import { type DescribeInput, describing } from "./describing.ts";
import { securityGroups } from "./security-groups.ts";

interface DescribeSecurityGroupsInput extends DescribeInput {
  readonly GroupIds?: readonly string[];
  readonly GroupNames?: readonly string[];
}

const filters = {
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
  const { items, ...page } = describing(securityGroups(state), input, { operation: "DescribeSecurityGroups", filters, wanted });
  return { SecurityGroups: items, ...page };
};
