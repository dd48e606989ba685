import { type ErrorCode, type StudioctlError, isError } from "../errors.ts";
import { type Check, faulty, pass } from "./check.ts";

/** A service that commands call, and the call that tells whether it can be reached. */
export interface Endpoint {
  readonly name: string;
  /** The IAM action of that call. */
  readonly action: string;
  /** Without it nothing works. */
  readonly needed?: true;
  /** What its interface endpoint in a VPC is called, after `com.amazonaws.REGION.`. */
  readonly vpcEndpoint?: string;
}

export const sageMakerEndpoint: Endpoint = {
  name: "SageMaker",
  action: "sagemaker:ListDomains",
  needed: true,
  vpcEndpoint: "sagemaker.api",
};
export const stsEndpoint: Endpoint = { name: "STS", action: "sts:GetCallerIdentity", vpcEndpoint: "sts" };
export const iamEndpoint: Endpoint = { name: "IAM", action: "iam:ListRoles" };
export const efsEndpoint: Endpoint = { name: "EFS", action: "elasticfilesystem:DescribeFileSystems", vpcEndpoint: "elasticfilesystem" };

export const endpoints: readonly Endpoint[] = [
  sageMakerEndpoint,
  stsEndpoint,
  iamEndpoint,
  efsEndpoint,
  { name: "EC2", action: "ec2:DescribeVpcs", vpcEndpoint: "ec2" },
  { name: "ECR", action: "ecr:DescribeRepositories", vpcEndpoint: "ecr.api" },
  { name: "CloudWatch", action: "cloudwatch:GetMetricStatistics", vpcEndpoint: "monitoring" },
  { name: "CloudWatch Logs", action: "logs:DescribeLogStreams", vpcEndpoint: "logs" },
  { name: "Service Quotas", action: "servicequotas:ListServiceQuotas", vpcEndpoint: "servicequotas" },
  { name: "Pricing", action: "pricing:GetProducts" },
];

/** What a call that changes nothing came to. */
export interface Probe {
  /** Where it went, with its port where that is not the usual one. */
  readonly host: string | undefined;
  readonly milliseconds: number;
  readonly error?: StudioctlError;
}

/** Errors after which the service can be called no better: nobody is there, or nobody who knows the caller. */
const shut: readonly ErrorCode[] = ["unavailable", "malformed", "no-credentials", "not-offered"];

/** Whether the service itself answered, be it with a refusal. */
export function isReached({ error }: Probe): boolean {
  return error === undefined || (error.serviceCode !== undefined && !isError(error, ...shut));
}

/** Whether the service of an IAM action answered a call, that or another. */
export function isServiceReached(action: string, probes: ReadonlyMap<string, Probe>): boolean {
  const service = action.slice(0, action.indexOf(":") + 1);
  return [...probes].some(([tried, probe]) => tried.startsWith(service) && isReached(probe));
}

/** Whether anybody answered, from whose Date the time can be known. */
export function isAnswered({ error }: Probe): boolean {
  return error === undefined || !isError(error, "unavailable", "malformed");
}

interface Surroundings {
  readonly region: string;
  /** A variable that names a proxy. */
  readonly proxyVariable: string | undefined;
}

const ofAws = /\.amazonaws\.com(\.cn)?$/;

export function endpointCheck({ name, needed, vpcEndpoint }: Endpoint, probe: Probe, { region, proxyVariable }: Surroundings): Check {
  const { host = "the service", milliseconds, error } = probe;
  if (error === undefined || isReached(probe)) return pass(name, `${host} answered in ${Math.round(milliseconds)}ms`);
  const check = faulty(needed ? "FAIL" : "WARN", name, error);
  const withHost =
    probe.host === undefined || check.Detail.includes(probe.host) ? check : { ...check, Detail: `${check.Detail} (${probe.host})` };
  if (error.code !== "unavailable") return withHost;
  const advice = [
    check.Fix,
    proxyVariable === undefined ? undefined : `check the proxy that ${proxyVariable} names, or name ${host} in NO_PROXY`,
    vpcEndpoint === undefined || !ofAws.test(host)
      ? undefined
      : `in a VPC without internet access, create an interface endpoint for com.amazonaws.${region}.${vpcEndpoint}`,
  ];
  return { ...withHost, Fix: advice.filter((part) => part !== undefined).join("; ") };
}
