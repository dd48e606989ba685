import type { Context } from "../../operation.ts";
import { resourceInUse } from "../../protocol/service-error.ts";
import type { EntityRecord, SageMakerState } from "../../sagemaker-state.ts";
import type { TransitionSeconds } from "../../state.ts";

/** The end of a transition of a deleted entity: it no longer exists. */
export const gone = "gone";

/** Deleted apps stay listed for this long (service-facts: States and lifetimes), milliseconds. */
const deletedListedFor = 24 * 3600 * 1000;

const failed: Readonly<Record<string, string>> = {
  Pending: "Failed",
  Updating: "Update_Failed",
  Deleting: "Delete_Failed",
  CREATING: "CREATE_FAILED",
  UPDATING: "UPDATE_FAILED",
  DELETING: "DELETE_FAILED",
};

interface Change {
  /** The status during the change. */
  readonly through: string;
  /** The status at the end, or `gone`. */
  readonly to: string;
  /** Of the sandbox's clock. */
  readonly seconds: number;
}

/** Starts a change of a record; it fails at its end if the request is set to fail. */
export function begin<T extends EntityRecord>(record: T, { through, to, seconds }: Change, { now, failNext }: Context): T {
  const transition = { at: now + seconds * 1000, to };
  return Object.assign(without(record, "FailureReason"), {
    Status: through,
    LastModifiedTime: now,
    transition,
    ...(failNext === undefined ? {} : { failNext }),
  });
}

/** The state of a record at `now`, with due transitions applied; undefined if it is gone. */
export function currentRecord<T extends EntityRecord>(record: T, now: number): T | undefined {
  const { transition, failNext } = record;
  if (transition === undefined || now < transition.at) return record;
  const moved = Object.assign(without(record, "transition", "failNext"), { LastModifiedTime: transition.at });
  if (failNext !== undefined) {
    return Object.assign(moved, { Status: failedStatus(record.Status, transition.to), FailureReason: failNext });
  }
  if (transition.to === gone) return undefined;
  if (transition.to !== "Deleted") return Object.assign(moved, { Status: transition.to });
  const unlisted = { at: transition.at + deletedListedFor, to: gone };
  return currentRecord(Object.assign(moved, { Status: "Deleted", transition: unlisted }), now);
}

/** A copy without some of the members that every record may lack. */
function without<T extends EntityRecord>(record: T, ...members: ("transition" | "failNext" | "FailureReason")[]): T {
  const copy = { ...record };
  const common: EntityRecord = copy;
  for (const member of members) delete common[member];
  return copy;
}

/** An app that could not be deleted is Failed: apps have no Delete_Failed (service-facts: States and lifetimes). */
function failedStatus(from: string, to: string): string {
  return to === "Deleted" ? "Failed" : (failed[from] ?? "Failed");
}

/** Brings a table to `now`. */
type ToCurrent = <T extends EntityRecord>(table: Record<string, T>, now: number) => Record<string, T>;

/** The state of the account at `now`; unchanged tables are the same objects. */
export function currentState(state: SageMakerState, now: number, toCurrent: ToCurrent = currentTable): SageMakerState {
  return {
    domains: toCurrent(state.domains, now),
    userProfiles: toCurrent(state.userProfiles, now),
    spaces: toCurrent(state.spaces, now),
    apps: toCurrent(state.apps, now),
    images: toCurrent(state.images, now),
    imageVersions: toCurrent(state.imageVersions, now),
    appImageConfigs: state.appImageConfigs,
    lifecycleConfigs: state.lifecycleConfigs,
    tags: state.tags,
    ...(state.sessions && { sessions: state.sessions }),
  };
}

/**
 * The same for read operations: each table is computed once until its next transition, not at every request. The argument must not be
 * changed afterwards.
 */
export function readableState(state: SageMakerState, now: number): SageMakerState {
  return currentState(state, now, rememberedTable);
}

/** The computed state of a table, and its period of validity. */
const remembered = new WeakMap<object, { readonly from: number; readonly until: number; readonly table: object }>();

function rememberedTable<T extends EntityRecord>(table: Record<string, T>, now: number): Record<string, T> {
  const known = remembered.get(table);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kept below, under the table it was made from
  if (known !== undefined && now >= known.from && now < known.until) return known.table as Record<string, T>;
  const current = currentTable(table, now);
  remembered.set(table, { from: now, until: nextDue(current), table: current });
  return current;
}

function nextDue(table: Record<string, EntityRecord>): number {
  return Object.values(table).reduce((next, { transition }) => Math.min(next, transition?.at ?? Infinity), Infinity);
}

function currentTable<T extends EntityRecord>(table: Record<string, T>, now: number): Record<string, T> {
  if (now < nextDue(table)) return table;
  return Object.fromEntries(
    Object.entries(table).flatMap(([key, record]) => {
      const current = currentRecord(record, now);
      return current === undefined ? [] : [[key, current] as const];
    }),
  );
}

/** Domains, user profiles and spaces have the same states: Pending, InService, Updating, Deleting (service-facts: States and lifetimes). */
type Kind = "domain" | "userProfile" | "space";

export function creating<T extends EntityRecord>(record: T, kind: Kind, context: Context): T {
  return begin(record, { through: "Pending", to: "InService", seconds: seconds(context, kind) }, context);
}

/** Throws ResourceInUse while another change is under way. */
export function updating<T extends EntityRecord>(record: T, kind: Kind, arn: string, context: Context): T {
  if (record.Status !== "InService" && record.Status !== "Update_Failed") {
    throw resourceInUse(`Unable to update [${arn}] because it is in ${record.Status} status.`);
  }
  return begin(record, { through: "Updating", to: "InService", seconds: seconds(context, kind) }, context);
}

/** Throws ResourceInUse if it is already being deleted. */
export function deleting<T extends EntityRecord>(record: T, kind: Kind, arn: string, context: Context): T {
  if (record.Status === "Deleting") throw resourceInUse(`[${arn}] is already being deleted.`);
  return begin(record, { through: "Deleting", to: gone, seconds: seconds(context, kind) }, context);
}

function seconds({ state }: Context, kind: keyof TransitionSeconds): number {
  return state.settings.transitionSeconds[kind];
}
