import type { Service } from "./operation.ts";
import { jsonProtocol } from "./protocol/json.ts";
import type { Protocol } from "./protocol/protocol.ts";
import { queryProtocol } from "./protocol/query.ts";
import type { ControlPlaneRequest } from "./protocol/request.ts";
import { sageMaker } from "./services/sagemaker/service.ts";
import { pricing } from "./services/pricing/service.ts";
import { serviceQuotas } from "./services/service-quotas/service.ts";
import { cloudTrail } from "./services/cloudtrail/service.ts";
import { cloudWatch } from "./services/cloudwatch/service.ts";
import { ecr } from "./services/ecr/service.ts";
import { logs } from "./services/logs/service.ts";
import { ec2 } from "./services/ec2/service.ts";
import { efs } from "./services/efs/service.ts";
import { iam } from "./services/iam/service.ts";
import { organizations } from "./services/organizations/service.ts";
import { sts } from "./services/sts/service.ts";

/** The services of the sandbox. */
export const services: readonly Service[] = [
  sageMaker,
  pricing,
  serviceQuotas,
  cloudWatch,
  ecr,
  logs,
  ec2,
  efs,
  iam,
  sts,
  organizations,
  cloudTrail,
];

type Addressed = Pick<ControlPlaneRequest, "form" | "service">;

/** The service of a request. */
export function serviceOf({ form, service }: Addressed): Service | undefined {
  return services.find(({ model, protocol }) => {
    if (protocol.form !== form) return false;
    // CloudTrail's name has a namespace, which only some SDKs send.
    return form === "json" ? `.${model.service}`.endsWith(`.${service}`) && service !== "" : model.apiVersion === service;
  });
}

/** The protocol for a request, including one to an unknown service. */
export function protocolOf(request: Addressed): Protocol {
  return serviceOf(request)?.protocol ?? (request.form === "query" ? queryProtocol : jsonProtocol("1.1"));
}
