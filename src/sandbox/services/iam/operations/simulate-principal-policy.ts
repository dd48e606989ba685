import { isDenied } from "../../../denials.ts";
import { caller } from "../../../home.ts";
import { ServiceError } from "../../../protocol/service-error.ts";
import type { Context, Operation } from "../../../operation.ts";
import { iamPage, requireRole } from "../roles.ts";

interface SimulateInput {
  readonly PolicySourceArn: string;
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[];
  readonly Marker?: string;
  readonly MaxItems?: number;
  readonly [member: string]: unknown;
}

/** What the settings deny is denied to every user and role; there are no policies to weigh. */
export const simulatePrincipalPolicy: Operation<SimulateInput> = ({ Marker, MaxItems, ...query }, context) => {
  const { PolicySourceArn, ActionNames, ResourceArns = ["*"] } = query;
  requirePrincipal(context, PolicySourceArn);
  const results = ActionNames.flatMap((EvalActionName) => {
    const EvalDecision = isDenied(context.state.settings, EvalActionName) ? "implicitDeny" : "allowed";
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

/** A session of a role is no principal that policies hang on, and neither is the root user (IAM API: SimulatePrincipalPolicy). */
function requirePrincipal(context: Context, arn: string): void {
  const [, kind, name = ""] = /^arn:aws:iam::\d{12}:(user|group|role)\/(?:.+\/)?([^/]+)$/.exec(arn) ?? [];
  if (kind === undefined)
    throw new ServiceError("InvalidInput", `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  const found = kind === "role" ? requireRole(context, name)["Arn"] : caller;
  if (found !== arn) throw new ServiceError("NoSuchEntity", `The ${kind} with name ${name} cannot be found.`, 404);
}
