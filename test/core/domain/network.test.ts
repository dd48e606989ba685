import { describe, expect, it } from "vitest";
import { lackOfWayOut, type RouteTable, type WaysOut } from "../../../src/core/domain/network.ts";

const internet = "0.0.0.0/0";
const main = (...Routes: NonNullable<RouteTable["Routes"]>): RouteTable => ({
  RouteTableId: "rtb-main",
  Associations: [{ Main: true }],
  Routes,
});
const own = (SubnetId: string, ...Routes: NonNullable<RouteTable["Routes"]>): RouteTable => ({
  RouteTableId: `rtb-${SubnetId}`,
  Associations: [{ SubnetId }],
  Routes,
});
const endpoint = (service: string, State = "available") => ({
  VpcEndpointId: `vpce-${service}`,
  ServiceName: `com.amazonaws.eu-west-1.${service}`,
  State,
});
const lack = (more: Partial<WaysOut>) =>
  lackOfWayOut({ vpc: "vpc-1", region: "eu-west-1", subnets: ["subnet-a"], routeTables: [main()], endpoints: [], ...more });

describe("apps of a VpcOnly domain reach SageMaker", () => {
  it.each<[string, Partial<WaysOut>]>([
    ["through a NAT gateway", { routeTables: [main({ DestinationCidrBlock: internet, NatGatewayId: "nat-1", State: "active" })] }],
    [
      "through a table of the subnet's own",
      { routeTables: [main(), own("subnet-a", { DestinationCidrBlock: internet, NatGatewayId: "nat-1" })] },
    ],
    ["perhaps through another network", { routeTables: [main({ DestinationCidrBlock: internet, TransitGatewayId: "tgw-1" })] }],
    [
      "through interface endpoints for API and runtime",
      { endpoints: [endpoint("sagemaker.api"), endpoint("sagemaker.runtime", "Available")] },
    ],
  ])("%s", (_how, ways) => expect(lack(ways)).toBeUndefined());
});

describe("they do not", () => {
  it.each<[string, Partial<WaysOut>]>([
    ["with neither", {}],
    [
      "through an internet gateway, since they have no public address",
      { routeTables: [main({ DestinationCidrBlock: internet, GatewayId: "igw-1", State: "active" })] },
    ],
    [
      "through a NAT gateway that is gone",
      { routeTables: [main({ DestinationCidrBlock: internet, NatGatewayId: "nat-1", State: "blackhole" })] },
    ],
    [
      "through the table of another subnet",
      { routeTables: [main(), own("subnet-b", { DestinationCidrBlock: internet, NatGatewayId: "nat-1" })] },
    ],
  ])("%s", (_how, ways) =>
    expect(lack(ways)).toMatch(
      /apps in subnet-a .*vpc-1 lacks .*com\.amazonaws\.eu-west-1\.sagemaker\.api, com\.amazonaws\.eu-west-1\.sagemaker\.runtime/,
    ),
  );

  it("with one of the endpoints, or one that is not there yet: the missing ones are named", () => {
    expect(lack({ endpoints: [endpoint("sagemaker.api"), endpoint("sagemaker.runtime", "pending")] })).toMatch(
      /endpoints com\.amazonaws\.eu-west-1\.sagemaker\.runtime;/,
    );
  });

  it("from the subnets that lack it, which are named", () => {
    const routeTables = [main(), own("subnet-b", { DestinationCidrBlock: internet, NatGatewayId: "nat-1" })];
    expect(lack({ subnets: ["subnet-a", "subnet-b"], routeTables })).toMatch(/apps in subnet-a could not/);
  });
});
