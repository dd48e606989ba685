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
  /** Whether it is the default subnet of its zone: a default VPC has one in each zone. */
  readonly DefaultForAz?: boolean;
  /** `pending`, `available` or `unavailable`. */
  readonly State?: string;
}

export interface SecurityGroup {
  readonly GroupId: string;
  readonly GroupName: string;
  readonly VpcId?: string;
}

/** A route table; the main table of a VPC has an association that says so, the other associations name a subnet. */
export interface RouteTable {
  readonly RouteTableId: string;
  readonly Associations?: readonly { readonly SubnetId?: string | undefined; readonly Main?: boolean | undefined }[];
  readonly Routes?: readonly Route[];
}

export interface Route {
  readonly DestinationCidrBlock?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
  /** `active`, or `blackhole` if its target no longer exists. */
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

/**
 * The security groups that the service creates for a domain's file system; they stay if the file system is retained (service-facts: Home
 * directories).
 */
export function domainSecurityGroupNames(domainId: string): { readonly inbound: string; readonly outbound: string } {
  return {
    inbound: `security-group-for-inbound-nfs-${domainId}`,
    outbound: `security-group-for-outbound-nfs-${domainId}`,
  };
}

/**
 * The endpoints that apps need if all their traffic goes through the VPC and there is no NAT gateway (SageMaker API:
 * CreateDomain, AppNetworkAccessType: "an interface endpoint to the SageMaker API and runtime or a NAT gateway").
 */
const neededServices = ["sagemaker.api", "sagemaker.runtime"] as const;

/** A VPC with its routes and endpoints. */
export interface WaysOut {
  readonly vpc: string;
  readonly region: string;
  readonly subnets: readonly string[];
  readonly routeTables: readonly RouteTable[];
  readonly endpoints: readonly VpcEndpoint[];
}

/** Why apps of a VpcOnly domain would not start, and how to fix it; undefined if they can reach SageMaker. */
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

/** The route table associated with a subnet, else the main one of its VPC. */
function tableOf(subnet: string, tables: readonly RouteTable[]): RouteTable | undefined {
  const named = tables.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === subnet));
  return named ?? tables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main === true));
}

/** An internet gateway does not help: the interfaces of apps have no public address. Any other target may lead out. */
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
