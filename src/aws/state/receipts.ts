import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { grouped } from "../../core/collections.ts";
import { groupOf, type Receipt, type ReceiptGroup, receiptKey } from "../../core/idle/receipt.ts";
import type { Receipts, ReceiptsQuery, ReceiptsReader } from "../../ports/sweeps.ts";
import { expiry, isExpired, type Item, type StateTable } from "./table.ts";

/** One item for each day that has receipts, so that a reader asks for these days only. */
export const daysPartition = "days";

/** So many lines or fewer of one group, such as the intent to stop an app, are items of their own; others are packed together. */
const singles = 3;

/** Lines in one packed item: far below DynamoDB's limit for an item. */
const packedLines = 250;

/** Days whose receipts are read at the same time. */
const daysAtOnce = 16;

interface ReceiptOptions {
  /** Undefined for a line that is not a receipt. */
  readonly readLine: (line: string) => Receipt | undefined;
  readonly keepMs: number;
  /** Receives a message about what cannot be read. */
  readonly warn: (message: string) => void;
  /** Ends reading. */
  readonly signal: AbortSignal;
}

/**
 * The record of sweeps in a table: for each day (UTC) and group a partition. A receipt is written once: its key names its run and app, and
 * what is there is not replaced. An item that has expired is left out.
 */
export function createTableReceipts(table: StateTable, { readLine, keepMs, warn, signal }: ReceiptOptions): Receipts & ReceiptsReader {
  const name = `the state table "${table.name}" in ${table.region}`;
  /** The days that are known to be in the list of days. */
  const listed = new Map<string, Promise<unknown>>();

  /** The list goes first: a receipt of a day that is not in it would not be found. */
  function list(day: string): Promise<unknown> {
    const known = listed.get(day);
    if (known !== undefined) return known;
    const item = { pk: daysPartition, sk: day, ...expiry(new Date(`${day}T23:59:59.999Z`), keepMs) };
    const writing = table.put(item, { absent: true });
    listed.set(day, writing);
    writing.catch(() => listed.delete(day));
    return writing;
  }

  async function write(group: ReceiptGroup, receipts: readonly Receipt[]): Promise<void> {
    for (const [day, ofDay] of grouped(receipts, ({ At }) => dayOf(At))) {
      await list(day);
      const items = ofDay.length <= singles ? ofDay.map((receipt) => single(receipt)) : packed(ofDay);
      for (const item of items) await table.put({ pk: partitionOf(group, day), ...item, ...expiry(ofDay[0].At, keepMs) }, { absent: true });
    }
  }

  async function readDay(day: string, { since, until, groups }: ReceiptsQuery): Promise<Receipt[]> {
    let damaged = 0;
    const parts = await Promise.all(
      groups.map(async (group) => {
        const found = new Map<string, Receipt>();
        for await (const item of table.query(partitionOf(group, day), signal)) {
          if (isExpired(item, table.now())) continue;
          for (const receipt of linesOf(item).map(readLine)) {
            if (receipt === undefined) damaged += 1;
            else found.set(receiptKey(receipt), receipt);
          }
        }
        return [...found.values()].filter(({ At }) => At >= since && (until === undefined || At <= until)).toSorted(newestFirst);
      }),
    );
    if (damaged > 0) warn(`${name}, ${day}: ${damaged} ${damaged === 1 ? "line is" : "lines are"} not a receipt and skipped`);
    return parts.flat();
  }

  return {
    shared: name,

    async append(receipts) {
      await Promise.all([...grouped(receipts, groupOf)].map(([group, lines]) => write(group, lines)));
    },

    async *read(query) {
      const days: string[] = [];
      for await (const { sk: day } of table.query(daysPartition, signal)) {
        if (day >= dayOf(query.since) && (query.until === undefined || day <= dayOf(query.until))) days.unshift(day);
      }
      const ahead: Promise<Receipt[]>[] = [];
      for (let at = 0; at < days.length; at += 1) {
        while (ahead.length < daysAtOnce && at + ahead.length < days.length) {
          const reading = readDay(days[at + ahead.length] ?? "", query);
          // It is awaited later; a caller that has ended does not hear of it.
          reading.catch(() => {});
          ahead.push(reading);
        }
        yield* (await ahead.shift()) ?? [];
      }
    },
  };
}

function partitionOf(group: ReceiptGroup, day: string): string {
  return `${group} ${day}`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function newestFirst(one: Receipt, other: Receipt): number {
  return other.At.getTime() - one.At.getTime();
}

function single(receipt: Receipt): Omit<Item, "pk"> & Pick<Item, "sk"> {
  return { sk: receiptKey(receipt), line: JSON.stringify(receipt) };
}

/** The same receipts make the same items, so that what is written again is there already. */
function packed(receipts: readonly Receipt[]): (Omit<Item, "pk"> & Pick<Item, "sk">)[] {
  const chunks = Array.from({ length: Math.ceil(receipts.length / packedLines) }, (_, place) =>
    receipts.slice(place * packedLines, (place + 1) * packedLines),
  );
  return chunks.map((chunk) => {
    const hash = createHash("sha256").update(chunk.map(receiptKey).join("\n")).digest("hex").slice(0, 32);
    return {
      sk: `${chunk[0]?.Run ?? ""}/lines/${hash}`,
      lines: gzipSync(chunk.map((receipt) => JSON.stringify(receipt)).join("\n")),
    };
  });
}

/** The lines of an item; one that cannot be read for an item that is damaged. */
function linesOf({ line, lines }: Item): string[] {
  if (typeof line === "string") return [line];
  try {
    return lines instanceof Uint8Array ? gunzipSync(lines).toString().split("\n") : [""];
  } catch {
    return [""];
  }
}
