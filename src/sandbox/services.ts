import {
  cloudWatchModel,
  ec2Model,
  ecrModel,
  efsModel,
  iamModel,
  logsModel,
  pricingModel,
  sageMakerModel,
  serviceQuotasModel,
  stsModel,
} from "./model/model.ts";
import type { Service } from "./operation.ts";
import { jsonProtocol } from "./protocol/json.ts";
import { ec2Protocol, queryProtocol } from "./protocol/query.ts";
import type { ControlPlaneRequest } from "./protocol/request.ts";
import { restJsonProtocol } from "./protocol/rest.ts";
import type { Protocol } from "./protocol/protocol.ts";
import { getMetricStatistics } from "./services/cloudwatch/get-metric-statistics.ts";
import { describeRouteTables } from "./services/ec2/describe-route-tables.ts";
import { describeSecurityGroups } from "./services/ec2/describe-security-groups.ts";
import { describeSubnets } from "./services/ec2/describe-subnets.ts";
import { describeVpcEndpoints } from "./services/ec2/describe-vpc-endpoints.ts";
import { describeVpcs } from "./services/ec2/describe-vpcs.ts";
import * as ecr from "./services/ecr/operations.ts";
import * as efs from "./services/efs/operations.ts";
import * as iam from "./services/iam/operations.ts";
import * as logs from "./services/logs/operations.ts";
import { getProducts } from "./services/pricing/get-products.ts";
import { readers, writers } from "./services/sagemaker/operations.ts";
import * as serviceQuotas from "./services/service-quotas/operations.ts";
import { getCallerIdentity } from "./services/sts/get-caller-identity.ts";

const json = jsonProtocol("1.1");

/** What the sandbox serves. */
export const services: readonly Service[] = [
  {
    model: sageMakerModel,
    protocol: json,
    prefix: "sagemaker",
    denied: "AccessDeniedException",
    invalid: "ValidationException",
    throttled: "ThrottlingException",
    readers,
    writers,
  },
  {
    model: pricingModel,
    protocol: json,
    prefix: "pricing",
    denied: "AccessDeniedException",
    invalid: "InvalidParameterException",
    throttled: "ThrottlingException",
    readers: { GetProducts: getProducts },
    writers: {},
  },
  {
    model: serviceQuotasModel,
    protocol: json,
    prefix: "servicequotas",
    denied: "AccessDeniedException",
    invalid: "IllegalArgumentException",
    throttled: "TooManyRequestsException",
    readers: serviceQuotas.readers,
    writers: {},
  },
  {
    model: cloudWatchModel,
    protocol: jsonProtocol("1.0"),
    prefix: "cloudwatch",
    denied: "AccessDeniedException",
    invalid: "InvalidParameterValueException",
    throttled: "ThrottlingException",
    readers: { GetMetricStatistics: getMetricStatistics },
    writers: {},
  },
  {
    model: ecrModel,
    protocol: json,
    prefix: "ecr",
    denied: "AccessDeniedException",
    invalid: "InvalidParameterException",
    throttled: "ThrottlingException",
    readers: ecr.readers,
    writers: {},
  },
  {
    model: logsModel,
    protocol: json,
    prefix: "logs",
    denied: "AccessDeniedException",
    invalid: "InvalidParameterException",
    throttled: "ThrottlingException",
    readers: logs.readers,
    writers: {},
  },
  {
    model: ec2Model,
    protocol: ec2Protocol,
    prefix: "ec2",
    denied: "UnauthorizedOperation",
    invalid: "InvalidParameterValue",
    throttled: "RequestLimitExceeded",
    readers: {
      DescribeRouteTables: describeRouteTables,
      DescribeSecurityGroups: describeSecurityGroups,
      DescribeSubnets: describeSubnets,
      DescribeVpcEndpoints: describeVpcEndpoints,
      DescribeVpcs: describeVpcs,
    },
    writers: {},
  },
  {
    model: efsModel,
    protocol: restJsonProtocol,
    prefix: "elasticfilesystem",
    denied: "AccessDeniedException",
    invalid: "BadRequest",
    throttled: "ThrottlingException",
    readers: efs.readers,
    writers: {},
  },
  {
    model: iamModel,
    protocol: queryProtocol,
    prefix: "iam",
    denied: "AccessDenied",
    invalid: "ValidationError",
    throttled: "Throttling",
    isGlobal: true,
    readers: iam.readers,
    writers: iam.writers,
  },
  {
    model: stsModel,
    protocol: queryProtocol,
    prefix: "sts",
    denied: "AccessDenied",
    invalid: "ValidationError",
    throttled: "Throttling",
    isGlobal: true,
    readers: { GetCallerIdentity: getCallerIdentity },
    writers: {},
  },
];

type Addressed = Pick<ControlPlaneRequest, "form" | "service">;

/** The service that a request names. */
export function serviceOf({ form, service }: Addressed): Service | undefined {
  return services.find(({ model, protocol }) => protocol.form === form && (form === "json" ? model.service : model.apiVersion) === service);
}

/** How to answer a request, also one to a service that there is not. */
export function protocolOf(request: Addressed): Protocol {
  return serviceOf(request)?.protocol ?? (request.form === "query" ? queryProtocol : json);
}
