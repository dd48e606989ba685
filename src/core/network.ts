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

/** The groups that the service makes for a domain's file system, and that outlive a retained one (FACTS 7). */
export function domainSecurityGroupNames(domainId: string): { readonly inbound: string; readonly outbound: string } {
  return {
    inbound: `security-group-for-inbound-nfs-${domainId}`,
    outbound: `security-group-for-outbound-nfs-${domainId}`,
  };
}
