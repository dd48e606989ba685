import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  EC2ServiceException,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createNetwork } from "../../src/aws/network.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("eu-west-1");
const service = mockClient(session.client(EC2Client));
const network = createNetwork(session);

const inputs = () => service.calls().map((call) => call.args[0].input);
const subnet = (SubnetId: string, AvailabilityZone: string) => ({ SubnetId, AvailabilityZone, VpcId: "vpc-1" });

beforeEach(() => void service.reset());

function refuse(name: string, message: string): void {
  const error = new EC2ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 400, requestId: "r-1" } });
  service.on(DescribeVpcsCommand).rejects(error).on(DescribeSubnetsCommand).rejects(error);
}

describe("a VPC", () => {
  it("is the default one of the Region, where there is one", async () => {
    service
      .on(DescribeVpcsCommand)
      .resolvesOnce({ Vpcs: [{ VpcId: "vpc-1", IsDefault: true }] })
      .resolves({ Vpcs: [] });
    expect(await network.defaultVpc()).toEqual({ VpcId: "vpc-1", IsDefault: true });
    expect(await network.defaultVpc()).toBeUndefined();
    expect(inputs()[0]).toEqual({ Filters: [{ Name: "is-default", Values: ["true"] }] });
  });

  it("is described by its id", async () => {
    service.on(DescribeVpcsCommand).resolves({ Vpcs: [{ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16" }] });
    expect(await network.describeVpc("vpc-1")).toEqual({ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16" });
    expect(inputs()).toEqual([{ VpcIds: ["vpc-1"] }]);
  });

  it.each([
    ["InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist", { code: "not-found", message: "VPC vpc-1 not found" }],
    ["InvalidVpcID.Malformed", 'Invalid id: "vpc-1"', { code: "invalid", why: 'Invalid id: "vpc-1"' }],
    [
      "UnauthorizedOperation",
      "You are not authorized to perform this operation.",
      { code: "denied", message: "not allowed to describe VPC vpc-1" },
    ],
    ["AuthFailure", "AWS was not able to validate the provided access credentials", { code: "no-credentials" }],
    ["RequestLimitExceeded", "Request limit exceeded.", { code: "throttled" }],
  ])("is refused with %s", async (name, message, expected) => {
    refuse(name, message);
    await expect(network.describeVpc("vpc-1")).rejects.toMatchObject(expected);
  });
});

describe("ways out of a VPC", () => {
  it("are its route tables and its endpoints, from all pages", async () => {
    const table = {
      RouteTableId: "rtb-1",
      Associations: [{ Main: true }],
      Routes: [{ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1" }],
    };
    const endpoint = { VpcEndpointId: "vpce-1", ServiceName: "com.amazonaws.eu-west-1.sagemaker.api", State: "Available" as const };
    service
      .on(DescribeRouteTablesCommand)
      .resolvesOnce({ RouteTables: [], NextToken: "2" })
      .resolves({ RouteTables: [table] });
    service.on(DescribeVpcEndpointsCommand).resolves({ VpcEndpoints: [endpoint] });
    expect([await network.listRouteTables("vpc-1"), await network.listVpcEndpoints("vpc-1")]).toEqual([[table], [endpoint]]);
    const Filters = [{ Name: "vpc-id", Values: ["vpc-1"] }];
    expect(inputs()).toEqual([
      { Filters, MaxResults: 100 },
      { Filters, MaxResults: 100, NextToken: "2" },
      { Filters, MaxResults: 100 },
    ]);
  });
});

describe("subnets", () => {
  it("of a VPC come from all pages, by availability zone", async () => {
    service
      .on(DescribeSubnetsCommand)
      .resolvesOnce({ Subnets: [subnet("subnet-1", "eu-west-1c")], NextToken: "2" })
      .resolvesOnce({ Subnets: [subnet("subnet-3", "eu-west-1a"), subnet("subnet-2", "eu-west-1a")] });
    expect((await network.listSubnets("vpc-1")).map(({ SubnetId }) => SubnetId)).toEqual(["subnet-2", "subnet-3", "subnet-1"]);
    const page = { Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }], MaxResults: 100 };
    expect(inputs()).toEqual([page, { ...page, NextToken: "2" }]);
  });

  it("by their ids come in that order, in one call, which may not be paged", async () => {
    service.on(DescribeSubnetsCommand).resolves({ Subnets: [subnet("subnet-1", "a"), subnet("subnet-2", "b")] });
    expect((await network.describeSubnets(["subnet-2", "subnet-1"])).map(({ SubnetId }) => SubnetId)).toEqual(["subnet-2", "subnet-1"]);
    expect(inputs()).toEqual([{ SubnetIds: ["subnet-2", "subnet-1"] }]);
  });

  it("of no id are none, without a call", async () => {
    expect(await network.describeSubnets([])).toEqual([]);
    expect(inputs()).toEqual([]);
  });

  it("name the one that is not there", async () => {
    refuse("InvalidSubnetID.NotFound", "The subnet ID 'subnet-9' does not exist");
    await expect(network.describeSubnets(["subnet-1", "subnet-9"])).rejects.toMatchObject({
      code: "not-found",
      why: "The subnet ID 'subnet-9' does not exist",
    });
  });

  it("are malformed without a zone", async () => {
    service.on(DescribeSubnetsCommand).resolves({ Subnets: [{ SubnetId: "subnet-1", VpcId: "vpc-1" }] });
    await expect(network.listSubnets("vpc-1")).rejects.toMatchObject({
      code: "malformed",
      message: "the response to DescribeSubnets has no AvailabilityZone",
    });
  });
});

it("security groups are found by name and VPC", async () => {
  service.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ GroupId: "sg-1", GroupName: "nfs" }] });
  expect(await network.listSecurityGroups({ VpcId: "vpc-1", GroupNames: ["nfs", "nfs-*"] })).toEqual([
    { GroupId: "sg-1", GroupName: "nfs" },
  ]);
  const Filters = [
    { Name: "vpc-id", Values: ["vpc-1"] },
    { Name: "group-name", Values: ["nfs", "nfs-*"] },
  ];
  expect(inputs()).toEqual([{ Filters, MaxResults: 100 }]);
});
