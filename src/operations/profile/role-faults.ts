import { concurrency } from "../../core/concurrency.ts";
import pMap from "p-map";
import { type StudioctlError, isError } from "../../core/errors.ts";
import type { NewUser } from "../../core/profile/new-users.ts";
import type { Roles } from "../../ports/roles.ts";
import { checkRole } from "../domain/checks.ts";

/** Why a user cannot have the requested role. */
export interface RoleFault {
  readonly user: NewUser;
  /** `not-found`, or `invalid`: SageMaker may not assume it. */
  readonly error: StudioctlError;
}

/** Checks every requested role once. A role that the credentials may not read is left to the service. */
export async function roleFaults(
  { roles }: { readonly roles: () => Promise<Roles> },
  users: readonly NewUser[],
): Promise<readonly RoleFault[]> {
  const named = [...new Set(users.flatMap(({ ExecutionRole }) => ExecutionRole ?? []))];
  if (named.length === 0) return [];
  const port = await roles();
  const found = await pMap(named, async (arn) => [arn, await faultOf(port, arn)] as const, { concurrency });
  const faults = new Map(found);
  return users.flatMap((user) => {
    const error = faults.get(user.ExecutionRole ?? "");
    return error === undefined ? [] : [{ user, error }];
  });
}

async function faultOf(roles: Roles, arn: string): Promise<StudioctlError | undefined> {
  try {
    await checkRole({ roles }, arn);
    return undefined;
  } catch (error) {
    if (isError(error, "not-found", "invalid")) return error;
    throw error;
  }
}
