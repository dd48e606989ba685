import { home, named } from "../../home.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { SandboxState, SubnetRecord } from "../../state.ts";
import type { Context } from "../../operation.ts";
import { type Home, homes } from "./homes.ts";
import { idOf, stableNumber } from "./ids.ts";

/** As DescribeMountTargets tells it. */
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

/** With the file system that it is of. Throws MountTargetNotFound. */
export function requireMountTarget({ state }: Context, id: string): { readonly home: Home; readonly mountTarget: MountTarget } {
  for (const home of homes(state)) {
    const mountTarget = mountTargetsOf(home, state).find(({ MountTargetId }) => MountTargetId === id);
    if (mountTarget !== undefined) return { home, mountTarget };
  }
  throw new ServiceError("MountTargetNotFound", `Mount target '${id}' does not exist.`);
}

function mountTarget({ FileSystemId, LifeCycleState }: Home, subnet: SubnetRecord): MountTarget {
  const { SubnetId, VpcId, AvailabilityZone } = subnet;
  const place = `${FileSystemId} ${SubnetId}`;
  return {
    OwnerId: home.account,
    MountTargetId: idOf("fsmt", place),
    FileSystemId,
    SubnetId,
    LifeCycleState,
    IpAddress: addressIn(subnet.CidrBlock, place),
    NetworkInterfaceId: idOf("eni", place),
    AvailabilityZoneId: subnet["AvailabilityZoneId"],
    AvailabilityZoneName: AvailabilityZone,
    VpcId,
  };
}

/** The first four addresses of a subnet and the last one are the network's own. */
function addressIn(cidr: string, of: string): string {
  const [network = "", bits = "32"] = cidr.split("/");
  const [a = 0, b = 0, c = 0, d = 0] = network.split(".").map(Number);
  const address = ((a * 256 + b) * 256 + c) * 256 + d + 4 + stableNumber(of, Math.max(1, 2 ** (32 - Number(bits)) - 5));
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
