import { iamModel } from "../../model/model.ts";
import type { Service } from "../../operation.ts";
import { queryProtocol } from "../../protocol/query.ts";
import { attachRolePolicy, detachRolePolicy, listAttachedRolePolicies, simulatePrincipalPolicy } from "./role-policies.ts";
import { createRole, deleteRole, getRole, listRoles } from "./roles.ts";

export const iam: Service = {
  model: iamModel,
  protocol: queryProtocol,
  prefix: "iam",
  denied: "AccessDenied",
  invalid: "ValidationError",
  throttled: "Throttling",
  isGlobal: true,
  readers: {
    GetRole: getRole,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    ListRoles: listRoles,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
  },
  writers: {
    AttachRolePolicy: attachRolePolicy,
    CreateRole: createRole,
    DeleteRole: deleteRole,
    DetachRolePolicy: detachRolePolicy,
  },
};
