import type { RouteTable, SecurityGroup, Subnet, Vpc, VpcEndpoint } from "../../src/core/domain/network.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import type { Network } from "../../src/ports/network.ts";

export interface FakeNetworkOptions {
  readonly vpcs?: readonly Vpc[];
  readonly subnets?: readonly (Pick<Subnet, "SubnetId" | "VpcId"> & Partial<Subnet>)[];
  readonly groups?: readonly SecurityGroup[];
  /** Of every VPC: a main table with a NAT gateway, unless told otherwise. */
  readonly routeTables?: readonly RouteTable[];
  readonly endpoints?: readonly VpcEndpoint[];
  /** Whether EC2 refuses every call. */
  readonly denied?: boolean;
}

/** Two VPCs, the default one with two subnets; a description names what is there, as EC2 does. */
const usual: Required<Omit<FakeNetworkOptions, "denied">> = {
  vpcs: [{ VpcId: "vpc-1", IsDefault: true }, { VpcId: "vpc-2" }],
  subnets: [
    { SubnetId: "subnet-a", VpcId: "vpc-1" },
    { SubnetId: "subnet-b", VpcId: "vpc-1" },
    { SubnetId: "subnet-z", VpcId: "vpc-2" },
  ],
  groups: [{ GroupId: "sg-1", GroupName: "default", VpcId: "vpc-1" }],
  routeTables: [
    {
      RouteTableId: "rtb-1",
      Associations: [{ Main: true }],
      Routes: [{ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "active" }],
    },
  ],
  endpoints: [],
};

export function fakeNetwork(options: FakeNetworkOptions = {}): Network {
  const { vpcs, subnets, groups, routeTables, endpoints, denied = false } = { ...usual, ...options };
  const all = subnets.map((subnet): Subnet => ({ AvailabilityZone: "us-east-1a", ...subnet }));
  const allowed = (): void => {
    if (denied) throw new StudioctlError("denied", "not allowed to describe VPCs");
  };
  return {
    region: "us-east-1",
    async defaultVpc() {
      allowed();
      return vpcs.find(({ IsDefault }) => IsDefault);
    },
    async describeVpc(id) {
      allowed();
      return found(
        vpcs.find(({ VpcId }) => VpcId === id),
        id,
      );
    },
    async listSubnets(vpc) {
      allowed();
      return all.filter(({ VpcId }) => VpcId === vpc);
    },
    async describeSubnets(ids) {
      allowed();
      return ids.map((id) =>
        found(
          all.find(({ SubnetId }) => SubnetId === id),
          id,
        ),
      );
    },
    async listRouteTables() {
      allowed();
      return routeTables;
    },
    async listVpcEndpoints() {
      allowed();
      return endpoints;
    },
    async listSecurityGroups({ VpcId, GroupNames }) {
      allowed();
      return groups.filter((group) => (VpcId ?? group.VpcId) === group.VpcId && GroupNames?.includes(group.GroupName) !== false);
    },
  };
}

function found<T>(item: T | undefined, id: string): T {
  if (item === undefined) throw new StudioctlError("not-found", `${id} not found`);
  return item;
}
