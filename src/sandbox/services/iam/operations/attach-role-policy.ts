import { ServiceError } from "../../../protocol/service-error.ts";
import type { Operation } from "../../../operation.ts";
import { requirePolicy } from "../policies.ts";
import { requireRole } from "../roles.ts";

/** The quota of an account that never asked for more. */
const mostPolicies = 10;

/** What is attached already stays so. */
export const attachRolePolicy: Operation<{ readonly RoleName: string; readonly PolicyArn: string }> = (
  { RoleName, PolicyArn },
  context,
) => {
  const role = requireRole(context, RoleName);
  requirePolicy(PolicyArn);
  if (role.attachedPolicies.includes(PolicyArn)) return undefined;
  if (role.attachedPolicies.length >= mostPolicies) {
    throw new ServiceError("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${mostPolicies}`, 409);
  }
  role.attachedPolicies.push(PolicyArn);
  return undefined;
};
