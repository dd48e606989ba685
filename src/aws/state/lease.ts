import * as v from "valibot";
import { type Claim, overlap } from "../../core/idle/claim.ts";
import { whyFailed } from "../../core/errors.ts";
import type { AppType } from "../../core/service-model.ts";
import { formatDuration } from "../../core/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Acquired, Holder, Lock } from "../../ports/sweeps.ts";
import { type Item, type StateTable, type When, unreadable } from "./table.ts";

export const leasePartition = "leases";

/** A lease lasts this long from its last renewal, and is renewed four times in that time. */
export const leaseMs = 60_000;
export const renewEveryMs = 15_000;

/**
 * How far the times of two machines may be apart: each knows DynamoDB's time to two seconds (the Date header has whole seconds). A holder
 * gives its lease up this long before it expires, and another takes it this long after.
 */
export const marginMs = 5_000;

/** Others that change the list of holders at the same time: each attempt that fails means that another one succeeded. */
const attempts = 20;

const names = v.array(v.string());
const isoTime = v.pipe(v.string(), v.isoTimestamp());
const holders = v.record(
  v.string(),
  v.object({
    By: v.string(),
    Since: isoTime,
    Expires: isoTime,
    Claim: v.exactOptional(
      v.object({ types: v.custom<AppType[]>((value) => v.is(names, value)), domains: names, users: names, spaces: names }),
    ),
  }),
);

/** Who holds a part of a scope, by an id of its own. */
type Holders = Readonly<Record<string, HolderEntry>>;

export interface HolderEntry {
  /** `process 4242 on build-1`. */
  readonly By: string;
  readonly Since: string;
  readonly Expires: string;
  /** Absent: the whole scope. */
  readonly Claim?: Claim;
}

interface Held {
  readonly holders: Holders;
  readonly when: When;
}

const everything: Claim = { types: [], domains: [], users: [], spaces: [] };

/**
 * Leases in a table: one item for each scope, with all its holders, changed only if it is still as it was read. A holder renews its lease
 * until it is released; the lease of a killed process expires. Times are DynamoDB's.
 *
 * @param who the holder, as shown to others: `process 4242 on build-1`.
 */
export function createLease(table: StateTable, clock: Pick<Clock, "sleep" | "random">, who: string, signal: AbortSignal): Lock {
  return {
    async acquire(scope, claim) {
      const id = Math.floor(clock.random() * 2 ** 52).toString(36);
      const since = table.now().toISOString();
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const { holders: before, when } = await read(table, scope, signal);
        const now = table.now();
        const live = Object.entries(before).filter(([, holder]) => !isFree(holder, now));
        const other = live.find(([, holder]) => overlap(claim ?? everything, holder.Claim ?? everything));
        if (other !== undefined) return { held: false, holder: toHolder(other[1]) };
        const Expires = new Date(now.getTime() + leaseMs);
        const own: HolderEntry = { By: who, Since: since, Expires: Expires.toISOString(), ...(claim && { Claim: claim }) };
        if (await table.put(toItem(scope, { ...Object.fromEntries(live), [id]: own }, when), when, signal)) {
          return hold(table, clock, scope, { id, own, expires: Expires });
        }
        await pause(clock, signal);
      }
      return { held: false, holder: { by: "other runs that begin or end at this moment" } };
    },
  };
}

/** The holders of every scope whose lease has not expired, for a listing. */
export async function liveHolders(table: StateTable, signal: AbortSignal): Promise<(HolderEntry & { readonly Scope: string })[]> {
  const found: (HolderEntry & { readonly Scope: string })[] = [];
  for await (const item of table.query(leasePartition, signal)) {
    const now = table.now();
    const live = Object.values(parse(table, item)).filter((holder) => !isFree(holder, now));
    found.push(...live.map((holder) => ({ Scope: item.sk, ...holder })));
  }
  return found;
}

function hold(
  table: StateTable,
  clock: Pick<Clock, "sleep" | "random">,
  scope: string,
  { id, own, expires }: { readonly id: string; readonly own: HolderEntry; readonly expires: Date },
): Acquired {
  const released = new AbortController();
  let until = expires;
  let lost: string | undefined;
  let trouble: string | undefined;

  /** Writes this holder again, or removes it; false if it is no longer there. */
  async function change(entry: HolderEntry | undefined): Promise<boolean> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { holders: before, when } = await read(table, scope);
      const { [id]: mine, ...others } = before;
      if (mine === undefined) return false;
      if (await table.put(toItem(scope, entry === undefined ? others : { ...others, [id]: entry }, when), when)) return true;
      await pause(clock);
    }
    return true;
  }

  function whyLost(): string | undefined {
    if (lost === undefined && table.now().getTime() >= until.getTime() - marginMs) {
      lost = `its lease could not be renewed for ${formatDuration(leaseMs - marginMs)}${trouble === undefined ? "" : `: ${trouble}`}`;
    }
    return lost;
  }

  async function renew(): Promise<void> {
    // A process that was suspended for longer than its lease may meet the entry of its own that no other run has removed yet.
    if (whyLost() !== undefined) return;
    const next = new Date(table.now().getTime() + leaseMs);
    try {
      if (await change({ ...own, Expires: next.toISOString() })) until = next;
      else lost = "another run has taken its lease, which had expired";
      trouble = undefined;
    } catch (error) {
      trouble = whyFailed(error);
    }
  }

  async function keep(): Promise<void> {
    while (!released.signal.aborted) {
      await clock.sleep(renewEveryMs, released.signal);
      await renew();
    }
  }
  const kept = keep().catch(() => {});

  return {
    held: true,
    whyLost,
    async release() {
      released.abort();
      await kept;
      // A lease that cannot be released expires.
      await change(undefined).catch(() => {});
    },
  };
}

async function read(table: StateTable, scope: string, signal?: AbortSignal): Promise<Held> {
  const item = await table.get(leasePartition, scope, signal);
  if (item === undefined) return { holders: {}, when: { absent: true } };
  return { holders: parse(table, item), when: { rev: Number(item["rev"]) } };
}

function parse(table: StateTable, item: Item): Holders {
  let document: unknown;
  try {
    document = JSON.parse(String(item["holders"]));
  } catch {
    throw unreadable(table, item);
  }
  const { success, output } = v.safeParse(holders, document);
  if (!success) throw unreadable(table, item);
  return output;
}

function toItem(scope: string, all: Holders, when: When): Item {
  return { pk: leasePartition, sk: scope, rev: "rev" in when ? when.rev + 1 : 1, holders: JSON.stringify(all) };
}

function isFree({ Expires }: HolderEntry, now: Date): boolean {
  return now.getTime() > Date.parse(Expires) + marginMs;
}

function toHolder({ By, Since }: HolderEntry): Holder {
  return { since: new Date(Since), by: By };
}

/** Two that change the list at the same moment should not meet again. */
async function pause(clock: Pick<Clock, "sleep" | "random">, signal?: AbortSignal): Promise<void> {
  await clock.sleep(20 + clock.random() * 200, signal);
}
