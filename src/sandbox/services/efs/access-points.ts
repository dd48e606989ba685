import { home } from "../../home.ts";
import type { Context, Operation } from "../../operation.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { AccessPointRecord } from "../../sagemaker-state.ts";
import { type Home, homes, requireFileSystem } from "./homes.ts";
import { efsArn, idIn, idOf } from "./ids.ts";
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

/** In the form of DescribeAccessPoints. */
export interface AccessPoint {
  readonly AccessPointId: string;
  readonly FileSystemId: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly [member: string]: unknown;
}

/** In the order in which they were made. */
function accessPointsOf({ FileSystemId, LifeCycleState, accessPoints = [] }: Home): AccessPoint[] {
  return accessPoints.map((record) => accessPoint(FileSystemId, LifeCycleState, record));
}

/** Throws AccessPointNotFound. */
export function requireAccessPoint({ state }: Context, idOrArn: string): AccessPoint {
  const id = idIn(idOrArn);
  const found = homes(state)
    .flatMap(accessPointsOf)
    .find(({ AccessPointId }) => AccessPointId === id);
  if (found === undefined) throw new ServiceError("AccessPointNotFound", `Access Point ${id} does not exist.`);
  return found;
}

function accessPoint(FileSystemId: string, LifeCycleState: string, { name, path, user }: AccessPointRecord): AccessPoint {
  const AccessPointId = idOf("fsap", `${FileSystemId} ${name}`);
  return {
    ClientToken: `studio-${name}`,
    Name: name,
    Tags: [{ Key: "Name", Value: name }],
    AccessPointId,
    AccessPointArn: efsArn(`access-point/${AccessPointId}`),
    FileSystemId,
    ...(user && { PosixUser: { Uid: user.uid, Gid: user.gid } }),
    RootDirectory: { Path: path },
    OwnerId: home.account,
    LifeCycleState,
  };
}
