import type { Operation } from "../../../operation.ts";
import { type ListInput, iamPage, requireRole } from "../roles.ts";

export const listAttachedRolePolicies: Operation<ListInput & { readonly RoleName: string }> = (input, context) => {
  const { PathPrefix = "/" } = input;
  const found = requireRole(context, input.RoleName)
    .attachedPolicies.filter((arn) => arn.slice(arn.indexOf("/")).startsWith(PathPrefix))
    .map((PolicyArn) => ({ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1), PolicyArn }));
  const { items, ...page } = iamPage("ListAttachedRolePolicies", found, input);
  return { AttachedPolicies: items, ...page };
};
