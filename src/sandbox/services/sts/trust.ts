import { wildcard } from "../../../core/domain/roles.ts";
import type { Caller } from "../../home.ts";

interface Conditions {
  readonly ExternalId?: string | undefined;
}

/** Whether a trust policy allows an action to a caller. A condition that is not known here is not met. */
export function trusts(policy: string, caller: Caller, action: string, conditions: Conditions): boolean {
  const statements = listOf(Object(JSON.parse(policy)).Statement).map((statement): Partial<Record<string, unknown>> => Object(statement));
  const fitting = statements.filter(
    ({ Action, Principal, Condition }) =>
      textsOf(Action).some((pattern) => wildcard(pattern, "i").test(action)) && isMeant(Principal, caller) && isMet(Condition, conditions),
  );
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

/** An account stands for all its users and roles, and a role for its sessions (IAM user guide, "AWS JSON policy elements: Principal"). */
function isMeant(principal: unknown, { account, arn, role }: Caller): boolean {
  const meant = principal === "*" ? ["*"] : textsOf(Object(principal).AWS);
  const names = new Set([
    "*",
    account,
    `arn:aws:iam::${account}:root`,
    arn,
    ...(role === undefined ? [] : [`arn:aws:iam::${account}:role/${role}`]),
  ]);
  return meant.some((name) => names.has(name));
}

function isMet(condition: unknown, { ExternalId }: Conditions): boolean {
  return Object.entries(Object(condition)).every(([operator, keys]) =>
    Object.entries(Object(keys)).every(
      ([key, values]) =>
        operator === "StringEquals" &&
        key.toLowerCase() === "sts:externalid" &&
        ExternalId !== undefined &&
        textsOf(values).includes(ExternalId),
    ),
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(String);
}
