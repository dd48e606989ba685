import { studioLogGroup } from "../app/app.ts";
import { isError, type StudioctlError } from "../errors.ts";
import { type Check, fail, pass, warn } from "./check.ts";
import { type PermissionGroup, permissionGroups } from "./permissions.ts";

export type Permission = "allowed" | "denied" | "unknown";

/** What is known of actions; one that is not here is unknown. */
export type Permissions = ReadonlyMap<string, Permission>;

/** Why there are actions of which nothing is known, and what lets them be. */
export interface Ignorance {
  readonly why: string;
  readonly fix?: string;
}

/** Who to simulate the policies of: an ARN, or the role of a session, whose ARN has a path that the session's does not tell. */
export type Principal = { readonly arn: string } | { readonly roleName: string };

/** The principal that policies are attached to; undefined for one that IAM does not simulate: the root user, a federated one. */
export function principalOf(callerArn: string): Principal | undefined {
  const [, roleName] = /^arn:[\w-]+:sts::\d+:assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  if (roleName !== undefined) return { roleName };
  return /^arn:[\w-]+:iam::\d+:(user|role)\//.test(callerArn) ? { arn: callerArn } : undefined;
}

/** What a call tells of the permission it needs: services look at that before they look for what is asked about. */
export function permissionOf(error: StudioctlError | undefined): Permission {
  if (error === undefined || isError(error, "not-found")) return "allowed";
  return isError(error, "denied") ? "denied" : "unknown";
}

/**
 * A line for each group of which anything is known, then one for all that is unknown, with the reason for that; one alone if nothing is
 * known.
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

/** What lets a principal do this, in words; JSON with spaces, so that lines can be broken. */
export function statement(actions: readonly string[], grantee: string): string {
  const json = JSON.stringify({ Effect: "Allow", Action: actions, Resource: "*" }, null, 1);
  return `add to a policy of ${grantee}: ${json.replaceAll(/\n\s*/g, " ")}`;
}

/** Where a caller's resources are: what their ARNs begin with. */
export interface ArnScope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** Of a caller's ARN and a Region. */
export function arnScopeOf(callerArn: string, region: string): ArnScope {
  const [, partition = "aws", , , account = "*"] = callerArn.split(":");
  return { partition, account, region };
}

/** What actions are done to, where policies may name it (Service Authorization Reference). The first that fits counts. */
const resources: readonly (readonly [action: RegExp, resource: (noun: string, scope: ArnScope) => string])[] = [
  [/^sagemaker:(?:AddTags|DeleteTags|ListTags)$/, (_, scope) => sageMaker("app", scope)],
  [/^sagemaker:StartSession$/, (_, scope) => sageMaker("space", scope)],
  [/^sagemaker:CreatePresignedDomainUrl$/, (_, scope) => sageMaker("user-profile", scope)],
  [/^sagemaker:ListImageVersions$/, (_, scope) => sageMaker("image", scope)],
  [/^sagemaker:(?:Create|Describe|Update|Delete)(\w+)$/, (noun, scope) => sageMaker(kebab(noun), scope)],
  [/^iam:\w+?(?:Role|RolePolicy|RolePolicies)$/, (_, { partition, account }) => `arn:${partition}:iam::${account}:role/*`],
  [/^ecr:/, (_, { partition, account, region }) => `arn:${partition}:ecr:${region}:${account}:repository/*`],
  [/^logs:/, (_, { partition, account, region }) => `arn:${partition}:logs:${region}:${account}:log-group:${studioLogGroup}:*`],
  [/^elasticfilesystem:/, (_, { partition, account, region }) => `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/*`],
];

/** The ARN of all that an action can be done to; undefined if policies can name nothing but `*`. */
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
