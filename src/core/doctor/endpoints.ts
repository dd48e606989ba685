import { type ErrorCode, type StudioctlError, isError } from "../errors.ts";
import { type Check, faulty, pass } from "./check.ts";

/** A service that commands call, and the call that checks whether it is reachable. */
export interface Endpoint {
  readonly name: string;
  /** The IAM action of that call. */
  readonly action: string;
  /** Nothing works without this service. */
  readonly needed?: true;
  /** The name of its interface endpoint in a VPC, after `com.amazonaws.REGION.`. */
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
  { name: "CloudTrail", action: "cloudtrail:LookupEvents", vpcEndpoint: "cloudtrail" },
  { name: "CloudWatch Logs", action: "logs:DescribeLogStreams", vpcEndpoint: "logs" },
  { name: "Service Quotas", action: "servicequotas:ListServiceQuotas", vpcEndpoint: "servicequotas" },
  { name: "Pricing", action: "pricing:GetProducts" },
];

/** The result of a read-only call. */
export interface Probe {
  /** The host of the call, with its port if it is not the default. */
  readonly host: string | undefined;
  readonly milliseconds: number;
  readonly error?: StudioctlError;
}

/** Errors that every other call to the service would get too: it is unreachable, or does not accept the credentials. */
const shut: readonly ErrorCode[] = ["unavailable", "malformed", "no-credentials", "not-offered"];

/** Whether the service itself answered, even with a refusal. */
export function isReached({ error }: Probe): boolean {
  return error === undefined || (error.serviceCode !== undefined && !isError(error, ...shut));
}

/** Whether the service of an IAM action answered this call or another one. */
export function isServiceReached(action: string, probes: ReadonlyMap<string, Probe>): boolean {
  const service = action.slice(0, action.indexOf(":") + 1);
  return [...probes].some(([tried, probe]) => tried.startsWith(service) && isReached(probe));
}

/** Whether there was an answer, whose Date header gives the time. */
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
