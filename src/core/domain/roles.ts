/** An IAM role, as far as studioctl reads it. */
export interface Role {
  readonly RoleName: string;
  readonly Arn: string;
  readonly Path: string;
  /** Who may assume it: a policy in JSON, decoded. */
  readonly AssumeRolePolicyDocument: string;
  readonly CreateDate?: Date;
  readonly Description?: string;
}

const sageMaker = "sagemaker.amazonaws.com";
const assumeRole = "sts:AssumeRole";

/** The trust policy of an execution role as the console makes it (service-facts: Opening Studio). */
export const sageMakerTrustPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: sageMaker }, Action: assumeRole }],
});

/**
 * Whether a trust policy (JSON) lets SageMaker assume the role: some statement allows it, none denies it. Conditions are not evaluated: an
 * allow statement counts despite a condition, a deny statement only without one.
 */
export function trustsSageMaker(policyDocument: string): boolean {
  const about = statementsOf(policyDocument).filter((statement) => namesSageMaker(statement) && isAssumeRole(statement));
  const denied = about.some(({ Effect, Condition }) => Effect === "Deny" && Condition === undefined);
  return !denied && about.some(({ Effect }) => Effect === "Allow");
}

/** The name of a role given by its name or ARN: the part after the path. */
export function roleName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}

type Members = Partial<Record<string, unknown>>;

function statementsOf(policyDocument: string): Members[] {
  try {
    return list(members(JSON.parse(policyDocument))["Statement"]).map(members);
  } catch {
    return [];
  }
}

function namesSageMaker({ Principal }: Members): boolean {
  return Principal === "*" || list(members(Principal)["Service"]).some((service) => service === sageMaker || service === "*");
}

function isAssumeRole({ Action }: Members): boolean {
  return list(Action).some((action) => typeof action === "string" && wildcard(action, "i").test(assumeRole));
}

/** A policy has one value or a list of them. */
function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function members(value: unknown): Members {
  return typeof value === "object" && value !== null ? value : {};
}

/**
 * Compiles a pattern of AWS policies and filters: `*` for any characters, `?` for one. It matches whole texts; `flags` are those of RegExp.
 */
export function wildcard(pattern: string, flags = ""): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, `s${flags}`);
}
