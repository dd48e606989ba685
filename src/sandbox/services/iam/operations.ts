import type { Operation } from "../../operation.ts";
import { attachRolePolicy } from "./operations/attach-role-policy.ts";
import { createRole } from "./operations/create-role.ts";
import { deleteRole } from "./operations/delete-role.ts";
import { detachRolePolicy } from "./operations/detach-role-policy.ts";
import { getRole } from "./operations/get-role.ts";
import { listAttachedRolePolicies } from "./operations/list-attached-role-policies.ts";
import { listRoles } from "./operations/list-roles.ts";
import { simulatePrincipalPolicy } from "./operations/simulate-principal-policy.ts";

export const readers: Readonly<Record<string, Operation<unknown>>> = {
  GetRole: getRole,
  ListAttachedRolePolicies: listAttachedRolePolicies,
  ListRoles: listRoles,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
};

export const writers: Readonly<Record<string, Operation<unknown>>> = {
  AttachRolePolicy: attachRolePolicy,
  CreateRole: createRole,
  DeleteRole: deleteRole,
  DetachRolePolicy: detachRolePolicy,
};
