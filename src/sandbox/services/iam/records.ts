import { createHash } from "node:crypto";
import { sageMakerTrustPolicy } from "../../../core/domain/roles.ts";
import { home } from "../../home.ts";
import type { IamState, RoleRecord } from "../../state.ts";
import { managedPolicies } from "./policies.ts";

/** What an account has that once set up a Studio in the console: its execution role, beside the one that AWS's support uses. */
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

/** The ARN of the role that domains and images have which name none. */
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

/** Key of a role in its table: names are one where they differ in case only (IAM API: CreateRole). */
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
