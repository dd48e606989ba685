import { home } from "../../home.ts";
import type { SandboxState } from "../../state.ts";
import { defaultVpcId } from "./records.ts";

type Item = Readonly<Record<string, unknown>>;

/*
 * Ways out of the sandbox's VPCs: the default one has an internet gateway, as every account's has, which is none for apps without
 * a public address; the other has a NAT gateway, and a gateway endpoint for S3. They follow from what VPCs there are.
 */

/** The main route table of each VPC, which all its subnets use. */
export function routeTables({ ec2 }: SandboxState): Item[] {
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

export function vpcEndpoints({ ec2 }: SandboxState): Item[] {
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
