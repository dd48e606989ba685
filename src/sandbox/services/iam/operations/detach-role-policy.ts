import { ServiceError } from "../../../protocol/service-error.ts";
import type { Operation } from "../../../operation.ts";
import { requireRole } from "../roles.ts";

export const detachRolePolicy: Operation<{ readonly RoleName: string; readonly PolicyArn: string }> = (
  { RoleName, PolicyArn },
  context,
) => {
  const role = requireRole(context, RoleName);
  if (!role.attachedPolicies.includes(PolicyArn)) throw new ServiceError("NoSuchEntity", `Policy ${PolicyArn} was not found.`, 404);
  role.attachedPolicies = role.attachedPolicies.filter((arn) => arn !== PolicyArn);
  return undefined;
};
