import { StudioctlError } from "../../core/errors.ts";
import { requireUsable } from "./create.ts";
import type { LeaseStatus, ScopeStatus, StateTableAdmin, TableStatus } from "../../ports/state-table.ts";

/** A state table, for people and scripts. */
export interface StateTableDescription extends Omit<TableStatus, "hasKeys"> {
  readonly TableName: string;
  readonly Region: string;
  /** The version of the form of its items. */
  readonly Layout: number;
  /** Whether items that have expired are deleted. */
  readonly TimeToLive: boolean;
  readonly PointInTimeRecovery: boolean;
  readonly Scopes: readonly ScopeStatus[];
  readonly Leases: readonly LeaseStatus[];
  /** The first and the last day (UTC) that has receipts, and how many have. */
  readonly Receipts: { readonly Days: number; readonly First?: string; readonly Last?: string };
}

/** Reads a state table and what runs keep in it. Rejects with `not-found`, and with `invalid` for a table that is not a state table. */
export async function describeTable(table: StateTableAdmin): Promise<StateTableDescription> {
  const status = await table.status();
  if (status === undefined) {
    // The read rejects with the command that makes it.
    await table.layout();
    throw new StudioctlError("not-found", `no table "${table.name}" in ${table.region}`);
  }
  const { hasKeys: _, ...shown } = status;
  requireUsable(`the table "${table.name}" in ${table.region}`, status.TableStatus);
  const scopes = await table.scopes();
  const [leases, days, layout, expiresBy, recovers] = await Promise.all([
    table.leases(),
    table.days(),
    table.layout(),
    table.expiresBy(),
    table.hasPointInTimeRecovery(),
  ]);
  const [First, Last] = [days[0], days.at(-1)];
  return {
    TableName: table.name,
    Region: table.region,
    ...shown,
    Layout: layout ?? 0,
    TimeToLive: expiresBy !== undefined,
    PointInTimeRecovery: recovers,
    Scopes: scopes,
    Leases: leases,
    Receipts: { Days: days.length, ...(First !== undefined && { First }), ...(Last !== undefined && { Last }) },
  };
}
