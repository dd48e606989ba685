import { home, named } from "../../home.ts";
import type { Context, Operation } from "../../operation.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { SandboxState, SubnetRecord } from "../../state.ts";
import { inboundGroupId } from "../ec2/security-groups.ts";
import { requireAccessPoint } from "./access-points.ts";
import { type Home, homes, requireFileSystem } from "./homes.ts";
import { idOf, stableNumber } from "./ids.ts";
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

export const describeMountTargetSecurityGroups: Operation<{ readonly MountTargetId: string }> = ({ MountTargetId }, context) => {
  const { home } = requireMountTarget(context, MountTargetId);
  return { SecurityGroups: [inboundGroupId(home.DomainId, home.VpcId)] };
};

/** In the form of DescribeMountTargets. */
export interface MountTarget {
  readonly MountTargetId: string;
  readonly FileSystemId: string;
  readonly [member: string]: unknown;
}

/** A file system has a mount target in each subnet of its domain (service-facts: Home directories). */
export function mountTargetsOf(of: Home, { ec2 }: SandboxState): MountTarget[] {
  return of.SubnetIds.flatMap((id) => {
    const subnet = named(ec2.subnets, id);
    return subnet === undefined ? [] : [mountTarget(of, subnet)];
  });
}

/** With its file system. Throws MountTargetNotFound. */
function requireMountTarget({ state }: Context, id: string): { readonly home: Home; readonly mountTarget: MountTarget } {
  for (const home of homes(state)) {
    const mountTarget = mountTargetsOf(home, state).find(({ MountTargetId }) => MountTargetId === id);
    if (mountTarget !== undefined) return { home, mountTarget };
  }
  throw new ServiceError("MountTargetNotFound", `Mount target '${id}' does not exist.`);
}

function mountTarget({ FileSystemId, LifeCycleState }: Home, subnet: SubnetRecord): MountTarget {
  const { SubnetId, VpcId, AvailabilityZone } = subnet;
  const seed = `${FileSystemId} ${SubnetId}`;
  return {
    OwnerId: home.account,
    MountTargetId: idOf("fsmt", seed),
    FileSystemId,
    SubnetId,
    LifeCycleState,
    IpAddress: addressIn(subnet.CidrBlock, seed),
    NetworkInterfaceId: idOf("eni", seed),
    AvailabilityZoneId: subnet["AvailabilityZoneId"],
    AvailabilityZoneName: AvailabilityZone,
    VpcId,
  };
}

/** The first four addresses of a subnet and the last one are reserved by the network. */
function addressIn(cidr: string, of: string): string {
  const [network = "", bits = "32"] = cidr.split("/");
  const [a = 0, b = 0, c = 0, d = 0] = network.split(".").map(Number);
  const address = ((a * 256 + b) * 256 + c) * 256 + d + 4 + stableNumber(of, Math.max(1, 2 ** (32 - Number(bits)) - 5));
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
