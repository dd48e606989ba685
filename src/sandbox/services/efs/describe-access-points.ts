import { ServiceError } from "../../protocol/service-error.ts";
import type { Operation } from "../../operation.ts";
import { accessPointsOf, requireAccessPoint } from "./access-points.ts";
import { requireFileSystem } from "./file-systems.ts";
import { homes } from "./homes.ts";
import { type TokenInput, tokenPage } from "./paging.ts";

interface DescribeAccessPointsInput extends TokenInput {
  readonly FileSystemId?: string;
  readonly AccessPointId?: string;
}

export const describeAccessPoints: Operation<DescribeAccessPointsInput> = (input, context) => {
  const { FileSystemId, AccessPointId } = input;
  if (FileSystemId !== undefined && AccessPointId !== undefined) {
    throw new ServiceError("BadRequest", "Must specify FileSystemId or AccessPointId, not both.");
  }
  const of = FileSystemId === undefined ? homes(context.state) : [requireFileSystem(context, FileSystemId)];
  const found = AccessPointId === undefined ? of.flatMap(accessPointsOf) : [requireAccessPoint(context, AccessPointId)];
  const { items, ...page } = tokenPage("DescribeAccessPoints", found, input);
  return { AccessPoints: items, ...page };
};
