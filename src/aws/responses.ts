import { StudioctlError } from "../core/errors.ts";

/**
 * What the SDK really returns: its types allow `undefined` for every member, but the deserializer
 * leaves a member that is missing or null out of the object altogether.
 */
export type ServiceResponse<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? ServiceResponse<Item>[]
    : T extends object
      ? { [Member in keyof T]: ServiceResponse<Exclude<T[Member], undefined>> }
      : T;

type Complete<T, Member extends keyof T> = T & { [Name in Member]-?: Exclude<T[Name], undefined> };

/**
 * Returns the value if it has these members as texts or times; else throws `malformed` with the operation and the member. `operation` is
 * the service's name for the call.
 */
export function complete<T extends object, Member extends keyof T & string>(
  operation: string,
  value: T,
  ...members: Member[]
): Complete<T, Member> {
  if (!hasAll(operation, value, members)) throw malformed(operation, "readable item");
  return value;
}

/** The items of a list response: empty if the member is missing, `malformed` when it is not a list. */
export function items<T>(operation: string, member: string, value: readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw malformed(operation, member);
  return value;
}

/** The items of a list that is present in XML even if it is empty: without it the response is another page, and `malformed`. */
export function xmlItems<T>(operation: string, member: string, value: readonly T[] | undefined): readonly T[] {
  if (value === undefined) throw malformed(operation, member);
  return items(operation, member, value);
}

function hasAll<T extends object, Member extends keyof T & string>(
  operation: string,
  value: T,
  members: readonly Member[],
): value is Complete<T, Member> {
  // Lists are passed through unchanged: an item may be anything.
  if (typeof value !== "object" || value === null) return false;
  for (const member of members) {
    const found: unknown = value[member];
    if (typeof found !== "string" && !(found instanceof Date)) throw malformed(operation, member);
  }
  return true;
}

export function malformed(operation: string, missing: string): StudioctlError {
  return new StudioctlError("malformed", `the response to ${operation} has no ${missing}`, {
    why: "the response of the service has an unknown form",
    fix: "try again; if the error persists, check --endpoint-url and the proxy",
  });
}
