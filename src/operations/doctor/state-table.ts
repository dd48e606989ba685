import { type Check, fail, faulty, pass, warn } from "../../core/doctor/check.ts";
import { isError } from "../../core/errors.ts";
import type { StateTableAdmin } from "../../ports/state-table.ts";
import { orElse } from "../errors.ts";
import type { Layout } from "../state/create.ts";
import { requireUsable } from "../state/create.ts";

/** The configured table, as far as a check reads it. */
export interface CheckedTable {
  readonly admin: Pick<StateTableAdmin, "name" | "region" | "status" | "layout" | "expiresBy">;
  readonly layout: Layout;
  /** The command that creates or completes it. */
  readonly createCommand: string;
}

const name = "State table";

/**
 * Whether runs can remember in the configured table; undefined if none is configured. Reads only. A run needs no permission to describe the
 * table: where that is denied, its mark is enough.
 */
export async function stateTableCheck(open: () => Promise<CheckedTable | undefined>): Promise<Check | undefined> {
  return await orElse<Check | undefined>(
    async () => {
      const table = await open();
      return table === undefined ? undefined : await examined(table);
    },
    (error) => faulty("FAIL", name, error),
  );
}

async function examined({ admin, layout, createCommand }: CheckedTable): Promise<Check> {
  const what = `"${admin.name}" in ${admin.region}`;
  const status = await ifAllowed(() => admin.status());
  if (status !== "denied") {
    if (status === undefined) return fail(name, `no table ${what}`, `${createCommand}, or name another table or Region`);
    if (!status.hasKeys) return fail(name, `${what} has another schema: its keys are not the strings pk and sk`, "name another table");
    requireUsable(`the table ${what}`, status.TableStatus);
  }
  const version = await admin.layout();
  if (version === undefined) return fail(name, `${what} was not made for the state of sweeps`, `${createCommand} prepares an empty table`);
  if (version !== layout.version) {
    return fail(name, `${what} has layout ${version}, and this version knows ${layout.version}`, "install the latest version of studioctl");
  }
  const expiresBy = await ifAllowed(() => admin.expiresBy());
  if (expiresBy === "denied" || expiresBy === layout.expiryAttribute) return pass(name, what);
  return warn(name, `${what}: items that have expired are not deleted`, createCommand);
}

async function ifAllowed<T>(read: () => Promise<T>): Promise<T | "denied"> {
  try {
    return await read();
  } catch (error) {
    if (isError(error, "denied")) return "denied";
    throw error;
  }
}
