import { createHash } from "node:crypto";
import { sageMakerTrustPolicy } from "../../../core/domain/roles.ts";
import { home } from "../../home.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { IamState, RoleRecord } from "../../state.ts";

/** The roles of an account that has set up Studio in the console: its execution role, and the one for AWS Support. */
export function initialRoles(): IamState {
  const studio = roleRecord({
    RoleName: executionRoleName,
    Path: "/service-role/",
    AssumeRolePolicyDocument: sageMakerTrustPolicy,
    CreateDate: Date.UTC(2024, 2, 1, 10, 15),
    Description: "SageMaker execution role created from the SageMaker AWS Management Console.",
    attachedPolicies: [managedPolicies.AmazonSageMakerFullAccess],
  });
  const support = roleRecord({
    RoleName: "AWSServiceRoleForSupport",
    Path: "/aws-service-role/support.amazonaws.com/",
    AssumeRolePolicyDocument: sageMakerTrustPolicy.replace("sagemaker", "support"),
    CreateDate: Date.UTC(2023, 10, 6, 9, 30),
    attachedPolicies: [],
  });
  return { roles: Object.fromEntries([studio, support].map((role) => [roleKey(role.RoleName), role])) };
}

const executionRoleName = "AmazonSageMaker-ExecutionRole-20240301T101500";

/** The ARN of the default role of domains and images. */
export const executionRole = roleArn("/service-role/", executionRoleName);

interface RoleMembers {
  readonly RoleName: string;
  readonly Path: string;
  readonly AssumeRolePolicyDocument: string;
  /** Epoch milliseconds. */
  readonly CreateDate: number;
  readonly attachedPolicies: string[];
  readonly [member: string]: unknown;
}

export function roleRecord(members: RoleMembers): RoleRecord {
  const Arn = roleArn(members.Path, members.RoleName);
  return { Arn, RoleId: roleId(`${Arn} ${members.CreateDate}`), MaxSessionDuration: 3600, ...members };
}

/** Key of a role in its table: names that differ only in case are the same (IAM API: CreateRole). */
export function roleKey(name: string): string {
  return name.toLowerCase();
}

function roleArn(path: string, name: string): string {
  return `arn:aws:iam::${home.account}:role${path}${name}`;
}

/** `AROA` and 17 capital letters and digits. */
function roleId(seed: string): string {
  return `AROA${BigInt(`0x${createHash("sha256").update(seed).digest("hex")}`)
    .toString(32)
    .toUpperCase()
    .slice(0, 17)}`;
}

/** The AWS managed policies that roles of Studio have; an account has hundreds more. */
export const managedPolicies = {
  AdministratorAccess: "arn:aws:iam::aws:policy/AdministratorAccess",
  AmazonEC2ContainerRegistryReadOnly: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
  AmazonS3FullAccess: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
  AmazonS3ReadOnlyAccess: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
  AmazonSageMakerCanvasAIServicesAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasAIServicesAccess",
  AmazonSageMakerCanvasDataPrepFullAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasDataPrepFullAccess",
  AmazonSageMakerCanvasFullAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess",
  AmazonSageMakerCanvasSMDataScienceAssistantAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasSMDataScienceAssistantAccess",
  AmazonSageMakerFullAccess: "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
  AmazonSageMakerPipelinesIntegrations: "arn:aws:iam::aws:policy/AmazonSageMakerPipelinesIntegrations",
  AmazonSageMakerReadOnly: "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly",
  CloudWatchLogsFullAccess: "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess",
  PowerUserAccess: "arn:aws:iam::aws:policy/PowerUserAccess",
  ReadOnlyAccess: "arn:aws:iam::aws:policy/ReadOnlyAccess",
} as const;

const known: ReadonlySet<string> = new Set(Object.values(managedPolicies));

/** Throws NoSuchEntity for an unknown policy. */
export function requirePolicy(arn: string): void {
  if (!known.has(arn)) throw new ServiceError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
}

/** Refuses what is not a trust policy, in the service's words. Throws MalformedPolicyDocument. */
export function checkTrustPolicy(document: string): void {
  const { Statement } = parsed(document);
  if (Statement === undefined) throw malformed("Syntax errors in policy.");
  for (const statement of Array.isArray(Statement) ? Statement : [Statement]) {
    const { Effect, Principal, NotPrincipal, Action, NotAction, Resource } = object(statement);
    if (Effect !== "Allow" && Effect !== "Deny") throw malformed("Syntax errors in policy.");
    if (Principal === undefined && NotPrincipal === undefined) throw malformed("Missing required field Principal");
    if (Action === undefined && NotAction === undefined) throw malformed("Missing required field Action");
    if (Resource !== undefined) throw malformed("Has prohibited field Resource");
  }
}

function parsed(document: string): Partial<Record<string, unknown>> {
  try {
    return object(JSON.parse(document));
  } catch {
    throw malformed("This policy contains invalid Json");
  }
}

function object(value: unknown): Partial<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value;
  throw malformed("Syntax errors in policy.");
}

function malformed(message: string): ServiceError {
  return new ServiceError("MalformedPolicyDocument", message);
}
