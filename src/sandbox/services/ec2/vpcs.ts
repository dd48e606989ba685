import type { Operation } from "../../operation.ts";
import { type DescribeInput, describing } from "./describing.ts";

const vpcFilters = {
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
  const { items, ...page } = describing(Object.values(state.ec2.vpcs), input, { operation: "DescribeVpcs", filters: vpcFilters, wanted });
  return { Vpcs: items, ...page };
};

const subnetFilters = {
  availabilityZone: "AvailabilityZone",
  "availability-zone": "AvailabilityZone",
  "availability-zone-id": "AvailabilityZoneId",
  cidr: "CidrBlock",
  cidrBlock: "CidrBlock",
  "cidr-block": "CidrBlock",
  "default-for-az": "DefaultForAz",
  defaultForAz: "DefaultForAz",
  "map-public-ip-on-launch": "MapPublicIpOnLaunch",
  "owner-id": "OwnerId",
  state: "State",
  "subnet-arn": "SubnetArn",
  "subnet-id": "SubnetId",
  "vpc-id": "VpcId",
};

export const describeSubnets: Operation<DescribeInput & { readonly SubnetIds?: readonly string[] }> = (input, { state }) => {
  const wanted = input.SubnetIds && { member: "SubnetId", values: input.SubnetIds, missing: "InvalidSubnetID.NotFound", noun: "subnet ID" };
  const { items, ...page } = describing(Object.values(state.ec2.subnets), input, {
    operation: "DescribeSubnets",
    filters: subnetFilters,
    wanted,
  });
  return { Subnets: items, ...page };
};
