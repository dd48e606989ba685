import type { Operation } from "../../../operation.ts";
import { requireRole, toldRole } from "../roles.ts";

export const getRole: Operation<{ readonly RoleName: string }> = ({ RoleName }, context) => ({
  Role: toldRole(requireRole(context, RoleName)),
});
