import { named } from "../../home.ts";
import type { Context, Operation, TagList } from "../../operation.ts";
import { pageOf, type PageRule } from "../../paging.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { RoleRecord } from "../../state.ts";
import { checkTrustPolicy, roleKey, roleRecord } from "./records.ts";

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

export const getRole: Operation<{ readonly RoleName: string }> = ({ RoleName }, context) => ({
  Role: toldRole(requireRole(context, RoleName)),
});

/** By name; only GetRole returns tags (IAM API: ListRoles). */
export const listRoles: Operation<ListInput> = (input, { state }) => {
  const { PathPrefix = "/" } = input;
  const found = Object.entries(state.iam.roles)
    .filter(([, { Path }]) => Path.startsWith(PathPrefix))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, role]) => toldRole({ ...role, Tags: undefined }));
  const { items, ...page } = iamPage("ListRoles", found, input);
  return { Roles: items, ...page };
};

export const deleteRole: Operation<{ readonly RoleName: string }> = ({ RoleName }, context) => {
  const role = requireRole(context, RoleName);
  if (role.attachedPolicies.length > 0) {
    throw new ServiceError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
  }
  delete context.state.iam.roles[roleKey(RoleName)];
  return undefined;
};

/** The paging parameters of IAM lists. */
export interface ListInput {
  readonly PathPrefix?: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

const pageSize = 100;

/** Throws NoSuchEntity where there is no such role. */
export function requireRole({ state }: Context, name: string): RoleRecord {
  const role = named(state.iam.roles, roleKey(name));
  if (role === undefined) throw new ServiceError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  return role;
}

/** A role in a response: the policy in URL encoding (IAM API: Role). */
function toldRole(role: RoleRecord): object {
  return { ...role, AssumeRolePolicyDocument: encodeURIComponent(role.AssumeRolePolicyDocument) };
}

/** A page in IAM's form: whether it is truncated, and the marker of the next page. */
export function iamPage<T>(operation: string, all: readonly T[], input: ListInput): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const { Marker: token, MaxItems: size = pageSize, ...query } = input;
  const { items, NextToken } = pageOf(all, { size, token, query: [operation, query], invalid: invalidMarker });
  return { items, IsTruncated: NextToken !== undefined, ...(NextToken !== undefined && { Marker: NextToken }) };
}

const invalidMarker: PageRule["invalid"] = (marker) => new ServiceError("ValidationError", `Invalid Marker: ${marker}`);
