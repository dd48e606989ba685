import { studioLogGroup } from "../app/app.ts";
import { isError, type StudioctlError } from "../errors.ts";
import { type Check, fail, pass, warn } from "./check.ts";
import { type PermissionGroup, permissionGroups } from "./permissions.ts";

export type Permission = "allowed" | "denied" | "unknown";

/** The known permissions; an action that is not listed is unknown. */
export type Permissions = ReadonlyMap<string, Permission>;

/** Why some permissions are unknown, and how to find them out. */
export interface Ignorance {
  readonly why: string;
  readonly fix?: string;
}

/** Whose policies to simulate: an ARN, or the role of a session. The session's ARN does not contain the path of the role. */
export type Principal = { readonly arn: string } | { readonly roleName: string };

/** The principal that policies are attached to; undefined for one that IAM does not simulate: the root user, a federated one. */
export function principalOf(callerArn: string): Principal | undefined {
  const [, roleName] = /^arn:[\w-]+:sts::\d+:assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  if (roleName !== undefined) return { roleName };
  return /^arn:[\w-]+:iam::\d+:(user|role)\//.test(callerArn) ? { arn: callerArn } : undefined;
}

/** What the result of a call says about its permission: services check it before they look for the resource. */
export function permissionOf(error: StudioctlError | undefined): Permission {
  if (error === undefined || isError(error, "not-found")) return "allowed";
  return isError(error, "denied") ? "denied" : "unknown";
}

/**
 * One line for each group with known permissions, then one line for all unknown ones, with the reason; a single line if nothing is known.
 */
export function permissionChecks(known: Permissions, grantee: string, ignorance: Ignorance): readonly Check[] {
  const checks = permissionGroups.flatMap((group) => groupCheck(group, known, grantee));
  const open = permissionGroups
    .flatMap(({ actions }) => Object.keys(actions))
    .filter((action) => permissionIn(known, action) === "unknown");
  if (open.length === 0) return checks;
  if (checks.length === 0) return [warn("Permissions", `not checked: ${ignorance.why}`, ignorance.fix)];
  return [...checks, warn("Other permissions", `unknown, since ${ignorance.why}: ${open.join(", ")}`, ignorance.fix)];
}

function groupCheck({ name, needed, actions }: PermissionGroup, known: Permissions, grantee: string): Check[] {
  const all = Object.keys(actions);
  const denied = all.filter((action) => permissionIn(known, action) === "denied");
  const allowed = all.filter((action) => permissionIn(known, action) === "allowed");
  const title = `Permissions: ${name}`;
  if (denied.length > 0) {
    const lacking = denied.map((action) => `${action} (${actions[action]?.join(", ")})`).join(", ");
    return [(needed ? fail : warn)(title, `${denied.length} of ${all.length} denied: ${lacking}`, statement(denied, grantee))];
  }
  if (allowed.length === 0) return [];
  return [
    pass(
      title,
      allowed.length === all.length
        ? `${all.length} of ${all.length} allowed`
        : `${allowed.length} of ${all.length} allowed, the others unknown`,
    ),
  ];
}

function permissionIn(known: Permissions, action: string): Permission {
  return known.get(action) ?? "unknown";
}

/** The policy statement that allows this to a principal, as JSON with spaces, so that lines can be wrapped. */
export function statement(actions: readonly string[], grantee: string): string {
  const json = JSON.stringify({ Effect: "Allow", Action: actions, Resource: "*" }, null, 1);
  return `add to a policy of ${grantee}: ${json.replaceAll(/\n\s*/g, " ")}`;
}

/** The common prefix of the ARNs of a caller's resources. */
export interface ArnScope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The scope from a caller's ARN and a Region. */
export function arnScopeOf(callerArn: string, region: string): ArnScope {
  const [, partition = "aws", , , account = "*"] = callerArn.split(":");
  return { partition, account, region };
}

/** The resources of actions, for actions that support them in policies (Service Authorization Reference). The first match counts. */
const resources: readonly (readonly [action: RegExp, resource: (noun: string, scope: ArnScope) => string])[] = [
  [/^sagemaker:(?:AddTags|DeleteTags|ListTags)$/, (_, scope) => sageMaker("app", scope)],
  [/^sagemaker:StartSession$/, (_, scope) => sageMaker("space", scope)],
  [/^sagemaker:CreatePresignedDomainUrl$/, (_, scope) => sageMaker("user-profile", scope)],
  [/^sagemaker:ListImageVersions$/, (_, scope) => sageMaker("image", scope)],
  [/^sagemaker:(?:Create|Describe|Update|Delete)(\w+)$/, (noun, scope) => sageMaker(kebab(noun), scope)],
  [/^iam:\w+?(?:Role|RolePolicy|RolePolicies)$/, (_, { partition, account }) => `arn:${partition}:iam::${account}:role/*`],
  [/^ecr:/, (_, { partition, account, region }) => `arn:${partition}:ecr:${region}:${account}:repository/*`],
  [/^logs:/, (_, { partition, account, region }) => `arn:${partition}:logs:${region}:${account}:log-group:${studioLogGroup}:*`],
  [/^dynamodb:/, (_, { partition, account, region }) => `arn:${partition}:dynamodb:${region}:${account}:table/*`],
  [/^elasticfilesystem:/, (_, { partition, account, region }) => `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/*`],
];

/** The ARN pattern of the resources of an action; undefined if policies can name only `*`. */
export function resourceOf(action: string, scope: ArnScope): string | undefined {
  for (const [pattern, resource] of resources) {
    const match = pattern.exec(action);
    if (match !== null) return resource(match[1] ?? "", scope);
  }
  return undefined;
}

function sageMaker(kind: string, { partition, account, region }: ArnScope): string {
  return `arn:${partition}:sagemaker:${region}:${account}:${kind}/*`;
}

/** `UserProfile` as `user-profile`. */
function kebab(noun: string): string {
  return noun.replaceAll(/\B[A-Z]/g, "-$&").toLowerCase();
}
