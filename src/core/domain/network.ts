/** Members are the service's (EC2), as far as studioctl reads them. */
export interface Vpc {
  readonly VpcId: string;
  readonly CidrBlock?: string;
  readonly IsDefault?: boolean;
  /** `pending` or `available`. */
  readonly State?: string;
}

export interface Subnet {
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly AvailabilityZone: string;
  readonly CidrBlock?: string;
  /** The subnet of its zone that is there from the beginning: a default VPC has one in each. */
  readonly DefaultForAz?: boolean;
  /** `pending`, `available` or `unavailable`. */
  readonly State?: string;
}

export interface SecurityGroup {
  readonly GroupId: string;
  readonly GroupName: string;
  readonly VpcId?: string;
}

/** A route table; one association of a VPC's main table says so, the others name a subnet. */
export interface RouteTable {
  readonly RouteTableId: string;
  readonly Associations?: readonly { readonly SubnetId?: string | undefined; readonly Main?: boolean | undefined }[];
  readonly Routes?: readonly Route[];
}

export interface Route {
  readonly DestinationCidrBlock?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
  /** `active`, or `blackhole` where what it leads to is gone. */
  readonly State?: string | undefined;
  readonly GatewayId?: string | undefined;
  readonly NatGatewayId?: string | undefined;
  readonly TransitGatewayId?: string | undefined;
  readonly NetworkInterfaceId?: string | undefined;
  readonly InstanceId?: string | undefined;
  readonly VpcPeeringConnectionId?: string | undefined;
}

export interface VpcEndpoint {
  readonly VpcEndpointId: string;
  /** `com.amazonaws.us-east-1.sagemaker.api`. */
  readonly ServiceName: string;
  readonly State?: string | undefined;
}

/** The groups that the service makes for a domain's file system, and that outlive a retained one (service-facts: Home directories). */
export function domainSecurityGroupNames(domainId: string): { readonly inbound: string; readonly outbound: string } {
  return {
    inbound: `security-group-for-inbound-nfs-${domainId}`,
    outbound: `security-group-for-outbound-nfs-${domainId}`,
  };
}

/**
 * What apps need where all their traffic goes through the VPC, unless a NAT gateway lets them out (SageMaker API:
 * CreateDomain, AppNetworkAccessType: "an interface endpoint to the SageMaker API and runtime or a NAT gateway").
 */
const neededServices = ["sagemaker.api", "sagemaker.runtime"] as const;

/** A VPC as far as the ways out of it go. */
export interface WaysOut {
  readonly vpc: string;
  readonly region: string;
  readonly subnets: readonly string[];
  readonly routeTables: readonly RouteTable[];
  readonly endpoints: readonly VpcEndpoint[];
}

/** Why apps of a VpcOnly domain would not start, with what mends it; undefined if they have a way to SageMaker. */
export function lackOfWayOut({ vpc, region, subnets, routeTables, endpoints }: WaysOut): string | undefined {
  const present = new Set(
    endpoints.filter(({ State = "available" }) => State.toLowerCase() === "available").map(({ ServiceName }) => ServiceName),
  );
  const missing = neededServices.map((service) => `com.amazonaws.${region}.${service}`).filter((name) => !present.has(name));
  const enclosed = subnets.filter((subnet) => !hasWayOut(tableOf(subnet, routeTables)));
  if (missing.length === 0 || enclosed.length === 0) return undefined;
  return (
    `vpc-only: apps in ${enclosed.join(", ")} could not reach SageMaker and would not start: their subnets have no route through a NAT gateway, and ${vpc} lacks the ` +
    `interface endpoints ${missing.join(", ")}; create one of the two, and allow TCP 443 in the security groups`
  );
}

/** The table that a subnet names, else the main one of its VPC. */
function tableOf(subnet: string, tables: readonly RouteTable[]): RouteTable | undefined {
  const named = tables.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === subnet));
  return named ?? tables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main === true));
}

/** An internet gateway is no way out: the interfaces of apps have no public address. What leads elsewhere may well be one. */
function hasWayOut(table: RouteTable | undefined): boolean {
  return (table?.Routes ?? []).some(
    ({
      DestinationCidrBlock,
      DestinationPrefixListId,
      State,
      NatGatewayId,
      TransitGatewayId,
      NetworkInterfaceId,
      InstanceId,
      VpcPeeringConnectionId,
    }) =>
      (DestinationCidrBlock === "0.0.0.0/0" || DestinationPrefixListId !== undefined) &&
      State !== "blackhole" &&
      [NatGatewayId, TransitGatewayId, NetworkInterfaceId, InstanceId, VpcPeeringConnectionId].some((target) => target !== undefined),
  );
}
