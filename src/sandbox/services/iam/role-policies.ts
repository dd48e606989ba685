import { deniedTo, isDenied } from "../../denials.ts";
import type { Context, Operation } from "../../operation.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { requirePolicy } from "./records.ts";
import { iamPage, type ListInput, requireRole } from "./roles.ts";

/** The default quota of an account. */
const mostPolicies = 10;

/** An attached policy stays attached. */
export const attachRolePolicy: Operation<{ readonly RoleName: string; readonly PolicyArn: string }> = (
  { RoleName, PolicyArn },
  context,
) => {
  const role = requireRole(context, RoleName);
  requirePolicy(PolicyArn);
  if (role.attachedPolicies.includes(PolicyArn)) return undefined;
  if (role.attachedPolicies.length >= mostPolicies) {
    throw new ServiceError("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${mostPolicies}`, 409);
  }
  role.attachedPolicies.push(PolicyArn);
  return undefined;
};

export const detachRolePolicy: Operation<{ readonly RoleName: string; readonly PolicyArn: string }> = (
  { RoleName, PolicyArn },
  context,
) => {
  const role = requireRole(context, RoleName);
  if (!role.attachedPolicies.includes(PolicyArn)) throw new ServiceError("NoSuchEntity", `Policy ${PolicyArn} was not found.`, 404);
  role.attachedPolicies = role.attachedPolicies.filter((arn) => arn !== PolicyArn);
  return undefined;
};

export const listAttachedRolePolicies: Operation<ListInput & { readonly RoleName: string }> = (input, context) => {
  const { PathPrefix = "/" } = input;
  const found = requireRole(context, input.RoleName)
    .attachedPolicies.filter((arn) => arn.slice(arn.indexOf("/")).startsWith(PathPrefix))
    .map((PolicyArn) => ({ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1), PolicyArn }));
  const { items, ...page } = iamPage("ListAttachedRolePolicies", found, input);
  return { AttachedPolicies: items, ...page };
};

interface SimulateInput {
  readonly PolicySourceArn: string;
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[];
  readonly Marker?: string;
  readonly MaxItems?: number;
  readonly [member: string]: unknown;
}

/** The denials of the settings apply to every user and role; policies are not evaluated. */
export const simulatePrincipalPolicy: Operation<SimulateInput> = ({ Marker, MaxItems, ...query }, context) => {
  const { PolicySourceArn, ActionNames, ResourceArns = ["*"] } = query;
  requirePrincipal(context, PolicySourceArn);
  const results = ActionNames.flatMap((EvalActionName) => {
    const EvalDecision = isDenied(deniedTo(context.wholeState, context.caller), EvalActionName) ? "implicitDeny" : "allowed";
    return ResourceArns.map((EvalResourceName) => ({
      EvalActionName,
      EvalResourceName,
      EvalDecision,
      MatchedStatements: [],
      MissingContextValues: [],
    }));
  });
  const { items, ...page } = iamPage("SimulatePrincipalPolicy", results, {
    ...query,
    ...(Marker !== undefined && { Marker }),
    ...(MaxItems !== undefined && { MaxItems }),
  });
  return { EvaluationResults: items, ...page };
};

/** A session of a role is not a principal that policies are attached to, and neither is the root user (IAM API: SimulatePrincipalPolicy). */
function requirePrincipal(context: Context, arn: string): void {
  const [, kind, name = ""] = /^arn:aws:iam::\d{12}:(user|group|role)\/(?:.+\/)?([^/]+)$/.exec(arn) ?? [];
  if (kind === undefined)
    throw new ServiceError("InvalidInput", `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  const found = kind === "role" ? requireRole(context, name)["Arn"] : context.caller.arn;
  if (found !== arn) throw new ServiceError("NoSuchEntity", `The ${kind} with name ${name} cannot be found.`, 404);
}
