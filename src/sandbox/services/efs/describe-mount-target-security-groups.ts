import { inboundGroupId } from "../ec2/security-groups.ts";
import type { Operation } from "../../operation.ts";
import { requireMountTarget } from "./mount-targets.ts";

export const describeMountTargetSecurityGroups: Operation<{ readonly MountTargetId: string }> = ({ MountTargetId }, context) => {
  const { home } = requireMountTarget(context, MountTargetId);
  return { SecurityGroups: [inboundGroupId(home.DomainId, home.VpcId)] };
};
