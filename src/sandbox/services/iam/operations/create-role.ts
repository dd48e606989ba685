import { named } from "../../../home.ts";
import { ServiceError } from "../../../protocol/service-error.ts";
import type { Operation, TagList } from "../../../operation.ts";
import { checkTrustPolicy } from "../policies.ts";
import { roleKey, roleRecord } from "../records.ts";
import { toldRole } from "../roles.ts";

interface CreateRoleInput {
  readonly RoleName: string;
  readonly Path?: string;
  readonly AssumeRolePolicyDocument: string;
  readonly PermissionsBoundary?: string;
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createRole: Operation<CreateRoleInput> = ({ Path = "/", PermissionsBoundary, ...members }, { state, now }) => {
  const { roles } = state.iam;
  const key = roleKey(members.RoleName);
  if (named(roles, key) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", `Role with name ${members.RoleName} already exists.`, 409);
  }
  checkTrustPolicy(members.AssumeRolePolicyDocument);
  checkTags(members.Tags);
  const role = roleRecord({ ...members, ...boundary(PermissionsBoundary), Path, CreateDate: now, attachedPolicies: [] });
  roles[key] = role;
  return { Role: toldRole(role) };
};

function boundary(arn: string | undefined): object {
  return arn === undefined
    ? {}
    : { PermissionsBoundary: { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: arn } };
}

function checkTags(tags: TagList = []): void {
  const keys = new Set(tags.map(({ Key }) => Key.toLowerCase()));
  if (keys.size === tags.length) return;
  throw new ServiceError("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
}
