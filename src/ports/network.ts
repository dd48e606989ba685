import type { RouteTable, SecurityGroup, Subnet, Vpc, VpcEndpoint } from "../core/domain/network.ts";

/**
 * The VPCs of one Region. Every method rejects with a StudioctlError, as those of Studio do; an id that is
 * not there with `not-found`, one in a wrong form with `invalid`.
 */
export interface Network {
  readonly region: string;
  /** Undefined if the Region has none, or has it no more. */
  defaultVpc(): Promise<Vpc | undefined>;
  describeVpc(vpcId: string): Promise<Vpc>;
  /** By availability zone. */
  listSubnets(vpcId: string): Promise<readonly Subnet[]>;
  /** In the order of the ids; all of them, or it rejects. */
  describeSubnets(subnetIds: readonly string[]): Promise<readonly Subnet[]>;
  /** Those of a VPC. */
  listRouteTables(vpcId: string): Promise<readonly RouteTable[]>;
  listVpcEndpoints(vpcId: string): Promise<readonly VpcEndpoint[]>;
  /** Those that fit; a name may hold `*` for any characters. */
  listSecurityGroups(filter: SecurityGroupFilter): Promise<readonly SecurityGroup[]>;
}

export interface SecurityGroupFilter {
  readonly VpcId?: string;
  readonly GroupNames?: readonly string[];
}
