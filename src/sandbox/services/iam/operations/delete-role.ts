import { ServiceError } from "../../../protocol/service-error.ts";
import type { Operation } from "../../../operation.ts";
import { roleKey } from "../records.ts";
import { requireRole } from "../roles.ts";

export const deleteRole: Operation<{ readonly RoleName: string }> = ({ RoleName }, context) => {
  const role = requireRole(context, RoleName);
  if (role.attachedPolicies.length > 0) {
    throw new ServiceError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
  }
  delete context.state.iam.roles[roleKey(RoleName)];
  return undefined;
};
