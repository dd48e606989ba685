import { home } from "../../home.ts";
import type { Ec2State, SubnetRecord, VpcRecord } from "../../state.ts";

/*
 * The network of the sandbox: the default VPC with a subnet in each of three zones, as every account has one, and a
 * second VPC, so that not everything belongs together. The ids are always the same.
 */

export const defaultVpcId = "vpc-0a1b2c3d4e5f60718";

export const defaultSubnetIds: readonly string[] = ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f60718a1", "subnet-0c3d4e5f60718a1b2"];

const otherVpcId = "vpc-0d4e5f60718a1b2c3";

/** A new object each time, because it is changed in place. */
export function initialNetwork(): Ec2State {
  const vpcs = [
    vpc({ VpcId: defaultVpcId, CidrBlock: "172.31.0.0/16", IsDefault: true }),
    vpc({ VpcId: otherVpcId, CidrBlock: "10.0.0.0/16", IsDefault: false, Tags: [{ Key: "Name", Value: "shared-services" }] }),
  ];
  const ofDefault = defaultSubnetIds.map((SubnetId, index) =>
    subnet({ SubnetId, VpcId: defaultVpcId, zone: index, CidrBlock: `172.31.${16 * index}.0/20`, DefaultForAz: true }),
  );
  const ofOther = ["subnet-0e5f60718a1b2c3d4", "subnet-0f60718a1b2c3d4e5"].map((SubnetId, index) =>
    subnet({ SubnetId, VpcId: otherVpcId, zone: index, CidrBlock: `10.0.${index}.0/24`, DefaultForAz: false }),
  );
  return {
    vpcs: Object.fromEntries(vpcs.map((record) => [record.VpcId, record])),
    subnets: Object.fromEntries([...ofDefault, ...ofOther].map((record) => [record.SubnetId, record])),
    retainedDomains: [],
  };
}

function vpc(members: VpcRecord): VpcRecord {
  const { CidrBlock } = members;
  return {
    OwnerId: home.account,
    InstanceTenancy: "default",
    CidrBlockAssociationSet: [
      { AssociationId: `vpc-cidr-assoc-${members.VpcId.slice(4)}`, CidrBlock, CidrBlockState: { State: "associated" } },
    ],
    DhcpOptionsId: "dopt-0a1b2c3d4e5f60718",
    State: "available",
    ...members,
  };
}

interface SubnetMembers {
  readonly SubnetId: string;
  readonly VpcId: string;
  /** 0 is zone a. */
  readonly zone: number;
  readonly CidrBlock: string;
  readonly DefaultForAz: boolean;
}

function subnet({ zone, ...members }: SubnetMembers): SubnetRecord {
  const addresses = 2 ** (32 - Number(members.CidrBlock.split("/")[1]));
  return {
    AvailabilityZone: `${home.region}${"abc".charAt(zone)}`,
    AvailabilityZoneId: `use1-az${zone + 1}`,
    // The service keeps five for itself.
    AvailableIpAddressCount: addresses - 5,
    MapPublicIpOnLaunch: members.DefaultForAz,
    AssignIpv6AddressOnCreation: false,
    OwnerId: home.account,
    State: "available",
    SubnetArn: `arn:aws:ec2:${home.region}:${home.account}:subnet/${members.SubnetId}`,
    ...members,
  };
}
