import { named } from "../../home.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { RoleRecord } from "../../state.ts";
import type { Context } from "../../operation.ts";
import { type PageRule, pageOf } from "../../paging.ts";
import { roleKey } from "./records.ts";

/** How the lists of IAM are asked for. */
export interface ListInput {
  readonly PathPrefix?: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

const pageSize = 100;

/** Throws NoSuchEntity where there is no such role. */
export function requireRole({ state }: Context, name: string): RoleRecord {
  const role = named(state.iam.roles, roleKey(name));
  if (role === undefined) throw new ServiceError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  return role;
}

/** A role as answers tell it: the policy in URL encoding (IAM API: Role). */
export function toldRole(role: RoleRecord): object {
  return { ...role, AssumeRolePolicyDocument: encodeURIComponent(role.AssumeRolePolicyDocument) };
}

/** A page in IAM's way: whether it is cut, and the marker to go on from. */
export function iamPage<T>(operation: string, all: readonly T[], input: ListInput): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const { Marker: token, MaxItems: size = pageSize, ...query } = input;
  const { items, NextToken } = pageOf(all, { size, token, query: [operation, query], invalid: invalidMarker });
  return { items, IsTruncated: NextToken !== undefined, ...(NextToken !== undefined && { Marker: NextToken }) };
}

const invalidMarker: PageRule["invalid"] = (marker) => new ServiceError("ValidationError", `Invalid Marker: ${marker}`);
