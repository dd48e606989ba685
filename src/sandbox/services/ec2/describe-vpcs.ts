import type { Operation } from "../../operation.ts";
import { type DescribeInput, describing } from "./describing.ts";

const filters = {
  cidr: "CidrBlock",
  "cidr-block": "CidrBlock",
  "dhcp-options-id": "DhcpOptionsId",
  "is-default": "IsDefault",
  isDefault: "IsDefault",
  "owner-id": "OwnerId",
  state: "State",
  "vpc-id": "VpcId",
};

export const describeVpcs: Operation<DescribeInput & { readonly VpcIds?: readonly string[] }> = (input, { state }) => {
  const wanted = input.VpcIds && { member: "VpcId", values: input.VpcIds, missing: "InvalidVpcID.NotFound", noun: "vpc ID" };
  const { items, ...page } = describing(Object.values(state.ec2.vpcs), input, { operation: "DescribeVpcs", filters, wanted });
  return { Vpcs: items, ...page };
};
