import { ServiceError } from "../../protocol/service-error.ts";
import type { Context, Operation } from "../../operation.ts";
import { requireAccessPoint } from "./access-points.ts";
import { requireFileSystem } from "./file-systems.ts";
import { type MountTarget, mountTargetsOf, requireMountTarget } from "./mount-targets.ts";
import { type MarkedInput, markedPage } from "./paging.ts";

interface DescribeMountTargetsInput extends MarkedInput {
  readonly FileSystemId?: string;
  readonly MountTargetId?: string;
  readonly AccessPointId?: string;
}

export const describeMountTargets: Operation<DescribeMountTargetsInput> = (input, context) => {
  const { items, ...page } = markedPage("DescribeMountTargets", wanted(input, context), input);
  return { MountTargets: items, ...page };
};

function wanted({ FileSystemId, MountTargetId, AccessPointId }: DescribeMountTargetsInput, context: Context): MountTarget[] {
  const given = [FileSystemId, MountTargetId, AccessPointId].filter((id) => id !== undefined);
  if (given.length !== 1)
    throw new ServiceError("BadRequest", "Must specify exactly one of FileSystemId, MountTargetId and AccessPointId.");
  if (MountTargetId !== undefined) return [requireMountTarget(context, MountTargetId).mountTarget];
  const fileSystemId = FileSystemId ?? requireAccessPoint(context, AccessPointId ?? "").FileSystemId;
  return mountTargetsOf(requireFileSystem(context, fileSystemId), context.state);
}
