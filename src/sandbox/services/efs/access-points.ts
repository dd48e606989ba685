import { ServiceError } from "../../protocol/service-error.ts";
import type { AccessPointRecord } from "../../sagemaker-state.ts";
import { home } from "../../home.ts";
import type { Context } from "../../operation.ts";
import { type Home, homes } from "./homes.ts";
import { efsArn, idIn, idOf } from "./ids.ts";

/** As DescribeAccessPoints tells it. */
export interface AccessPoint {
  readonly AccessPointId: string;
  readonly FileSystemId: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly [member: string]: unknown;
}

/** In the order in which they were made. */
export function accessPointsOf({ FileSystemId, LifeCycleState, accessPoints = [] }: Home): AccessPoint[] {
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
