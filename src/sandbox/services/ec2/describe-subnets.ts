import type { Operation } from "../../operation.ts";
import { type DescribeInput, describing } from "./describing.ts";

const filters = {
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
  const { items, ...page } = describing(Object.values(state.ec2.subnets), input, { operation: "DescribeSubnets", filters, wanted });
  return { Subnets: items, ...page };
};
