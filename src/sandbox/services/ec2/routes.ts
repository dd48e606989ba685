import { home } from "../../home.ts";
import type { Operation } from "../../operation.ts";
import type { SandboxState } from "../../state.ts";
import { type DescribeInput, describing } from "./describing.ts";
import { defaultVpcId } from "./records.ts";

const routeTableFilters = { "owner-id": "OwnerId", "route-table-id": "RouteTableId", "vpc-id": "VpcId" };

export const describeRouteTables: Operation<DescribeInput & { readonly RouteTableIds?: readonly string[] }> = (input, { state }) => {
  const wanted = input.RouteTableIds && {
    member: "RouteTableId",
    values: input.RouteTableIds,
    missing: "InvalidRouteTableID.NotFound",
    noun: "routeTable ID",
  };
  const { items, ...page } = describing(routeTables(state), input, {
    operation: "DescribeRouteTables",
    filters: routeTableFilters,
    wanted,
  });
  return { RouteTables: items, ...page };
};

const endpointFilters = {
  "service-name": "ServiceName",
  "vpc-endpoint-id": "VpcEndpointId",
  "vpc-endpoint-state": "State",
  "vpc-endpoint-type": "VpcEndpointType",
  "vpc-id": "VpcId",
};

export const describeVpcEndpoints: Operation<DescribeInput & { readonly VpcEndpointIds?: readonly string[] }> = (input, { state }) => {
  const wanted = input.VpcEndpointIds && {
    member: "VpcEndpointId",
    values: input.VpcEndpointIds,
    missing: "InvalidVpcEndpointId.NotFound",
    noun: "Vpc Endpoint Id",
  };
  const { items, ...page } = describing(vpcEndpoints(state), input, {
    operation: "DescribeVpcEndpoints",
    filters: endpointFilters,
    wanted,
  });
  return { VpcEndpoints: items, ...page };
};

type Item = Readonly<Record<string, unknown>>;

/*
 * Ways out of the sandbox's VPCs: the default one has an internet gateway, as every account's has, which does not help apps without a
 * public address; the other has a NAT gateway, and a gateway endpoint for S3. They are derived from the existing VPCs.
 */

/** The main route table of each VPC, which all its subnets use. */
function routeTables({ ec2 }: SandboxState): Item[] {
  return Object.values(ec2.vpcs).map(({ VpcId, CidrBlock }) => {
    const id = VpcId.slice("vpc-".length);
    const out = VpcId === defaultVpcId ? { GatewayId: `igw-${id}` } : { NatGatewayId: `nat-${id}` };
    return {
      RouteTableId: `rtb-${id}`,
      VpcId,
      OwnerId: home.account,
      Associations: [
        { RouteTableAssociationId: `rtbassoc-${id}`, RouteTableId: `rtb-${id}`, Main: true, AssociationState: { State: "associated" } },
      ],
      Routes: [
        { DestinationCidrBlock: CidrBlock, GatewayId: "local", Origin: "CreateRouteTable", State: "active" },
        { DestinationCidrBlock: "0.0.0.0/0", ...out, Origin: "CreateRoute", State: "active" },
      ],
    };
  });
}

function vpcEndpoints({ ec2 }: SandboxState): Item[] {
  return Object.values(ec2.vpcs).flatMap(({ VpcId }) => {
    if (VpcId === defaultVpcId) return [];
    const id = VpcId.slice("vpc-".length);
    return [
      {
        VpcEndpointId: `vpce-${id}`,
        VpcEndpointType: "Gateway",
        VpcId,
        ServiceName: `com.amazonaws.${home.region}.s3`,
        State: "available",
        RouteTableIds: [`rtb-${id}`],
        OwnerId: home.account,
      },
    ];
  });
}
