import { ec2Model } from "../../model/model.ts";
import type { Service } from "../../operation.ts";
import { ec2Protocol } from "../../protocol/query.ts";
import { describeRouteTables, describeVpcEndpoints } from "./routes.ts";
import { describeSecurityGroups } from "./security-groups.ts";
import { describeSubnets, describeVpcs } from "./vpcs.ts";

export const ec2: Service = {
  model: ec2Model,
  protocol: ec2Protocol,
  prefix: "ec2",
  denied: "UnauthorizedOperation",
  invalid: "InvalidParameterValue",
  throttled: "RequestLimitExceeded",
  readers: {
    DescribeRouteTables: describeRouteTables,
    DescribeSecurityGroups: describeSecurityGroups,
    DescribeSubnets: describeSubnets,
    DescribeVpcEndpoints: describeVpcEndpoints,
    DescribeVpcs: describeVpcs,
  },
  writers: {},
};
