import { trustsSageMaker } from "../../../core/domain/roles.ts";
import { validationException } from "../../protocol/service-error.ts";
import type { Context } from "./context.ts";
import { named } from "./find.ts";

/*
 * What a Studio needs of other services. That the service checks these is known, when and in which words is not:
 * the texts are those of EC2, and of the calls of SageMaker that assume a role at once (inferred).
 */

interface Network {
  readonly VpcId?: string | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
}

/** Refuses a VPC that there is not, and subnets that are not its own. Throws ValidationException. */
export function requireNetwork({ state }: Context, { VpcId, SubnetIds = [] }: Network): void {
  const { vpcs, subnets } = state.ec2;
  if (VpcId !== undefined && named(vpcs, VpcId) === undefined) throw validationException(`The vpc ID '${VpcId}' does not exist`);
  for (const id of SubnetIds) {
    const subnet = named(subnets, id);
    if (subnet === undefined) throw validationException(`The subnet ID '${id}' does not exist`);
    if (VpcId !== undefined && subnet.VpcId !== VpcId) throw validationException(`The subnet '${id}' is not in the VPC '${VpcId}'`);
  }
}

/** Refuses a role that there is not, or that SageMaker may not assume. Throws ValidationException. */
export function requireAssumableRole({ state }: Context, arn: string | undefined): void {
  if (arn === undefined) return;
  const role = Object.values(state.iam.roles).find(({ Arn }) => Arn === arn);
  if (role !== undefined && trustsSageMaker(role.AssumeRolePolicyDocument)) return;
  throw validationException(
    `Could not assume role ${arn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  );
}
