import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Subnet as SdkSubnet,
} from "@aws-sdk/client-ec2";
import { collect } from "../core/collections.ts";
import type { Subnet } from "../core/domain/network.ts";
import type { Network } from "../ports/network.ts";
import { type ServiceResponse, complete, malformed, xmlItems } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { paged, readable } from "./studio/paging.ts";

/** The VPCs of one Region, over the EC2 API. A list by ids is one call (it may not be paged), others go in pages of 100. */
export function createNetwork(session: AwsSession): Network {
  const { region } = session;
  const client = session.client(EC2Client);
  const call = session.call("EC2");

  async function vpcs(subject: string, input: { readonly VpcIds?: string[]; readonly Filters?: EqualFilter[] }) {
    const description = { operation: "DescribeVpcs", action: "describe", subject };
    const { Vpcs } = await call(description, (options) => client.send(new DescribeVpcsCommand(input), options));
    return [...readable(call, "DescribeVpcs", xmlItems("DescribeVpcs", "Vpcs", Vpcs), (vpc) => complete("DescribeVpcs", vpc, "VpcId"))];
  }

  return {
    region,

    async defaultVpc() {
      const [vpc] = await vpcs(`the default VPC of ${region}`, { Filters: equal({ "is-default": ["true"] }) });
      return vpc;
    },

    async describeVpc(vpcId) {
      const [vpc] = await vpcs(`VPC ${vpcId}`, { VpcIds: [vpcId] });
      if (vpc === undefined) throw malformed("DescribeVpcs", `VPC ${vpcId}`);
      return vpc;
    },

    async listSubnets(vpcId) {
      const description = { operation: "DescribeSubnets", action: "list", subject: `subnets of VPC ${vpcId}` };
      const subnets = paged(
        call,
        "DescribeSubnets",
        async (page) => {
          const input = { Filters: equal({ "vpc-id": [vpcId] }), ...page };
          const { Subnets, ...response } = await call(description, (options) => client.send(new DescribeSubnetsCommand(input), options));
          return { ...response, items: xmlItems("DescribeSubnets", "Subnets", Subnets) };
        },
        subnet,
      );
      return (await collect(subnets)).toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    },

    async describeSubnets(subnetIds) {
      // Without an id the service would list every subnet.
      if (subnetIds.length === 0) return [];
      const description = { operation: "DescribeSubnets", action: "describe", subject: `subnets ${subnetIds.join(", ")}` };
      const input = { SubnetIds: [...subnetIds] };
      const { Subnets } = await call(description, (options) => client.send(new DescribeSubnetsCommand(input), options));
      const found = readable(call, "DescribeSubnets", xmlItems("DescribeSubnets", "Subnets", Subnets), subnet);
      const known = new Map([...found].map((item) => [item.SubnetId, item]));
      return subnetIds.map((id) => {
        const described = known.get(id);
        if (described === undefined) throw malformed("DescribeSubnets", `subnet ${id}`);
        return described;
      });
    },

    async listRouteTables(vpcId) {
      const description = { operation: "DescribeRouteTables", action: "list", subject: `route tables of VPC ${vpcId}` };
      const tables = paged(
        call,
        "DescribeRouteTables",
        async (page) => {
          const input = { Filters: equal({ "vpc-id": [vpcId] }), ...page };
          const { RouteTables, ...response } = await call(description, (options) =>
            client.send(new DescribeRouteTablesCommand(input), options),
          );
          return { ...response, items: xmlItems("DescribeRouteTables", "RouteTables", RouteTables) };
        },
        (table) => complete("DescribeRouteTables", table, "RouteTableId"),
      );
      return await collect(tables);
    },

    async listVpcEndpoints(vpcId) {
      const description = { operation: "DescribeVpcEndpoints", action: "list", subject: `endpoints of VPC ${vpcId}` };
      const endpoints = paged(
        call,
        "DescribeVpcEndpoints",
        async (page) => {
          const input = { Filters: equal({ "vpc-id": [vpcId] }), ...page };
          const { VpcEndpoints, ...response } = await call(description, (options) =>
            client.send(new DescribeVpcEndpointsCommand(input), options),
          );
          return { ...response, items: xmlItems("DescribeVpcEndpoints", "VpcEndpoints", VpcEndpoints) };
        },
        (endpoint) => complete("DescribeVpcEndpoints", endpoint, "VpcEndpointId", "ServiceName"),
      );
      return await collect(endpoints);
    },

    async listSecurityGroups({ VpcId, GroupNames }) {
      const description = { operation: "DescribeSecurityGroups", action: "list", subject: "security groups" };
      const Filters = equal({
        ...(VpcId !== undefined && { "vpc-id": [VpcId] }),
        ...(GroupNames !== undefined && { "group-name": GroupNames }),
      });
      const groups = paged(
        call,
        "DescribeSecurityGroups",
        async (page) => {
          const { SecurityGroups, ...response } = await call(description, (options) =>
            client.send(new DescribeSecurityGroupsCommand({ Filters, ...page }), options),
          );
          return { ...response, items: xmlItems("DescribeSecurityGroups", "SecurityGroups", SecurityGroups) };
        },
        (group) => complete("DescribeSecurityGroups", group, "GroupId", "GroupName"),
      );
      return await collect(groups);
    },
  };
}

interface EqualFilter {
  readonly Name: string;
  readonly Values: string[];
}

/** Filters as the service accepts them: all have to hold, each for any of its values. */
function equal(filters: Readonly<Record<string, readonly string[]>>): EqualFilter[] {
  return Object.entries(filters).map(([Name, values]) => ({ Name, Values: [...values] }));
}

/** The sort key of subnets. */
function sortKey({ AvailabilityZone, SubnetId }: Subnet): string {
  return `${AvailabilityZone} ${SubnetId}`;
}

function subnet(item: ServiceResponse<SdkSubnet>) {
  return complete("DescribeSubnets", item, "SubnetId", "VpcId", "AvailabilityZone");
}
