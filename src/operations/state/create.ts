import type { Tag } from "../../core/app/app.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { StateTableAdmin, TableStatus } from "../../ports/state-table.ts";
import { waitFor, type Waiting } from "../waiters.ts";

/** The layout that this version writes, and the attribute by which its items expire. */
export interface Layout {
  readonly version: number;
  readonly expiryAttribute: string;
}

export interface CreateRequest {
  readonly tags: readonly Tag[];
  readonly pointInTimeRecovery: boolean;
  readonly dryRun: boolean;
  readonly waiting: Waiting;
}

/** A change, in the order in which they are made. */
export type TableChange = "table" | "time-to-live" | "point-in-time-recovery" | "mark";

export interface Created {
  /** Empty if everything was there already; of a dry run, what would be changed. */
  readonly changes: readonly TableChange[];
  /** Absent in a dry run for a new table. */
  readonly TableArn?: string;
}

/**
 * Makes a state table, or completes one: the keys, the expiry of items, and at last the mark by which runs know it. An empty table with
 * these keys is taken over; nothing else is. Repeated, it goes on where it was interrupted. Rejects with `invalid` for a table with other
 * keys, other items or another layout, with `timeout` if the table does not become active in time.
 */
export async function createTable(
  table: StateTableAdmin,
  { clock, progress }: { readonly clock: Clock; readonly progress: Progress },
  { version, expiryAttribute }: Layout,
  { tags, pointInTimeRecovery, dryRun, waiting }: CreateRequest,
): Promise<Created> {
  const what = `the table "${table.name}" in ${table.region}`;
  const before = await table.status();
  if (before === undefined) {
    if (dryRun) return { changes: changesOf(pointInTimeRecovery) };
    await table.create(tags);
  } else {
    await requireOurs(table, what, before, version);
  }
  const { TableArn } = dryRun && before !== undefined ? before : await untilActive();
  const changes: TableChange[] = before === undefined ? ["table"] : [];
  const make = async (change: TableChange, isThere: boolean, work: () => Promise<void>): Promise<void> => {
    if (isThere) return;
    changes.push(change);
    if (!dryRun) await work();
  };
  const expiresBy = await table.expiresBy();
  if (expiresBy !== undefined && expiresBy !== expiryAttribute) {
    throw new StudioctlError("invalid", `${what} is not a state table: its items expire by the attribute ${expiresBy}`, {
      fix: anotherName,
    });
  }
  await make("time-to-live", expiresBy !== undefined, () => table.letExpire());
  if (pointInTimeRecovery) {
    await make("point-in-time-recovery", await table.hasPointInTimeRecovery(), () => table.enablePointInTimeRecovery());
  }
  await make("mark", before !== undefined && (await table.layout()) !== undefined, () => table.writeMark());
  return { changes, TableArn };

  async function untilActive(): Promise<TableStatus> {
    return await waitFor(clock, `${what} to be ACTIVE`, waiting, async () => {
      const status = await table.status();
      progress.update(`${what} is ${status?.TableStatus ?? "not visible yet"}`);
      return status !== undefined && usable.includes(status.TableStatus) ? status : undefined;
    });
  }
}

const anotherName = "name another table: dynamodb:TABLE@REGION";

function changesOf(pointInTimeRecovery: boolean): TableChange[] {
  return ["table", "time-to-live", ...(pointInTimeRecovery ? (["point-in-time-recovery"] as const) : []), "mark"];
}

/** The states in which the items of a table can be read and written (service-facts: Tables of DynamoDB). */
const usable: readonly string[] = ["ACTIVE", "UPDATING"];

/** Rejects with `in-use` a table in a state in which its items cannot be read. */
export function requireUsable(what: string, TableStatus: string, states = usable): void {
  if (states.includes(TableStatus)) return;
  throw new StudioctlError("in-use", `${what} is ${TableStatus}`, { fix: "wait until it is ACTIVE or gone, or name another table" });
}

async function requireOurs(table: StateTableAdmin, what: string, { hasKeys, TableStatus }: TableStatus, version: number): Promise<void> {
  const refuse = (why: string) => new StudioctlError("invalid", `${what} exists and is not a state table`, { why, fix: anotherName });
  if (!hasKeys) throw refuse("its keys are not the strings pk and sk");
  requireUsable(what, TableStatus, ["CREATING", ...usable]);
  if (TableStatus === "CREATING") return;
  const found = await table.layout();
  if (found === undefined && !(await table.isEmpty())) throw refuse("it contains items of something else");
  if (found !== undefined && found !== version) throw refuse(`its layout is ${found}, and this version of studioctl knows ${version}`);
}
