import type { Operation } from "../../operation.ts";
import { type DescribeInput, describing } from "./describing.ts";
import { vpcEndpoints } from "./routes.ts";

const filters = {
  "service-name": "ServiceName",
  "vpc-endpoint-id": "VpcEndpointId",
  "vpc-endpoint-state": "State",
  "vpc-endpoint-type": "VpcEndpointType",
  "vpc-id": "VpcId",
};

export const describeVpcEndpoints: Operation<DescribeInput & { readonly VpcEndpointIds?: readonly string[] }> = (input, { state }) => {
  const wanted = input.VpcEndpointIds && {
    member: "VpcEndpointId",
    values: input.VpcEndpointIds,
    missing: "InvalidVpcEndpointId.NotFound",
    noun: "Vpc Endpoint Id",
  };
  const { items, ...page } = describing(vpcEndpoints(state), input, { operation: "DescribeVpcEndpoints", filters, wanted });
  return { VpcEndpoints: items, ...page };
};
