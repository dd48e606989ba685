import type { Operation } from "../../operation.ts";
import { type DescribeInput, describing } from "./describing.ts";
import { routeTables } from "./routes.ts";

const filters = { "owner-id": "OwnerId", "route-table-id": "RouteTableId", "vpc-id": "VpcId" };

export const describeRouteTables: Operation<DescribeInput & { readonly RouteTableIds?: readonly string[] }> = (input, { state }) => {
  const wanted = input.RouteTableIds && {
    member: "RouteTableId",
    values: input.RouteTableIds,
    missing: "InvalidRouteTableID.NotFound",
    noun: "routeTable ID",
  };
  const { items, ...page } = describing(routeTables(state), input, { operation: "DescribeRouteTables", filters, wanted });
  return { RouteTables: items, ...page };
};
