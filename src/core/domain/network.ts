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
