import { collect } from "../../core/collections.ts";
import { StudioctlError } from "../../core/errors.ts";
import { type Role, trustsSageMaker } from "../../core/domain/roles.ts";
import type { Domain } from "../../core/domain/domain.ts";
import { lackOfWayOut } from "../../core/domain/network.ts";
import { namesText } from "../../core/suggest.ts";
import type { Network } from "../../ports/network.ts";
import type { Roles } from "../../ports/roles.ts";
import { suggesting, unlessDenied } from "../errors.ts";

/*
 * Checks before anything is created or changed. Each check resolves to what could not be checked because the credentials may not read it:
 * the service then decides. It rejects if something is wrong.
 */
export type Unknown = readonly string[];

/** Checks that a role (ARN) exists and that SageMaker may assume it. Rejects with `not-found` or `invalid`. */
export async function checkRole({ roles }: { readonly roles: Roles }, arn: string): Promise<Unknown> {
  return await unlessDenied<Unknown>([`whether SageMaker may assume ${arn}`], async () => {
    const { AssumeRolePolicyDocument } = await suggesting(
      { what: "role", name: arn, where: "this account", lists: "aws iam list-roles" },
      () => roles.getRole(arn),
      async () => (await unlessDenied<readonly Role[]>([], () => collect(roles.listStudioRoles()))).map(({ Arn }) => Arn),
    );
    if (trustsSageMaker(AssumeRolePolicyDocument)) return [];
    throw new StudioctlError("invalid", `SageMaker may not assume the role ${arn}`, {
      why: "its trust policy does not allow sagemaker.amazonaws.com",
      fix: "allow that service sts:AssumeRole in the role's trust policy, or give another role",
    });
  });
}

export interface Placement {
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** Checks that subnets and security groups exist and belong to the VPC. Rejects with `not-found` or `invalid`. */
export async function checkNetwork(
  { network }: { readonly network: Network },
  { vpc, subnets, securityGroups }: Placement,
): Promise<Unknown> {
  return await unlessDenied<Unknown>([`whether ${[...subnets, ...securityGroups].join(", ")} belong to ${vpc}`], async () => {
    await network.describeVpc(vpc);
    if (subnets.length > 0) await requireSubnets(network, vpc, subnets);
    if (securityGroups.length > 0) await requireGroups(network, vpc, securityGroups);
    return [];
  });
}

async function requireSubnets(network: Network, vpc: string, wanted: readonly string[]): Promise<void> {
  const strangers = (await network.describeSubnets(wanted)).filter(({ VpcId }) => VpcId !== vpc);
  if (strangers.length === 0) return;
  const own = await network.listSubnets(vpc);
  throw new StudioctlError("invalid", `${strangers.map(({ SubnetId }) => SubnetId).join(", ")} is not in ${vpc}`, {
    why: strangers.map(({ SubnetId, VpcId }) => `${SubnetId} is in ${VpcId}`).join(", "),
    fix:
      own.length === 0 ? `${vpc} has no subnets: create one first` : `subnets of ${vpc}: ${namesText(own.map(({ SubnetId }) => SubnetId))}`,
  });
}

async function requireGroups(network: Network, vpc: string, wanted: readonly string[]): Promise<void> {
  const groups = await network.listSecurityGroups({ VpcId: vpc });
  const strangers = wanted.filter((id) => !groups.some(({ GroupId }) => GroupId === id));
  if (strangers.length === 0) return;
  throw new StudioctlError("invalid", `${strangers.join(", ")} is not in ${vpc}`, {
    fix: `security groups of ${vpc}: ${namesText(groups.map(({ GroupId, GroupName }) => `${GroupId} (${GroupName})`))}`,
  });
}

interface WayOut {
  readonly warnings: readonly string[];
  readonly unknown: Unknown;
}

/**
 * Checks whether apps of a VpcOnly domain can reach SageMaker. Resolves to a warning, because a route may be created later, or to what
 * could not be checked.
 */
export async function wayOut({ network }: { readonly network: Network }, vpc: string, subnets: readonly string[]): Promise<WayOut> {
  return await unlessDenied<WayOut>(
    { warnings: [], unknown: [`whether apps in ${subnets.join(", ")} have a way to SageMaker: a NAT gateway or interface endpoints`] },
    async () => {
      const [routeTables, endpoints] = await Promise.all([network.listRouteTables(vpc), network.listVpcEndpoints(vpc)]);
      const lack = lackOfWayOut({ vpc, region: network.region, subnets, routeTables, endpoints });
      return { warnings: lack === undefined ? [] : [lack], unknown: [] };
    },
  );
}

/** Checks that the security groups of users belong to the VPC of the domain. Rejects with `invalid` or `not-found`. */
export async function checkUserGroups(
  { network }: { readonly network: () => Promise<Network> },
  { VpcId }: Domain,
  securityGroups: readonly string[],
): Promise<Unknown> {
  if (securityGroups.length === 0 || VpcId === undefined) return [];
  return await checkNetwork({ network: await network() }, { vpc: VpcId, subnets: [], securityGroups });
}
