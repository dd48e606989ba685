import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { isError, StudioctlError } from "../../core/errors.ts";
import { within } from "../../core/time-limit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CallDescription } from "../errors/shape.ts";
import type { SendOptions } from "../call.ts";
import { serviceClock } from "../service-clock.ts";
import type { AwsSession } from "../session.ts";
import { nextPage, paged } from "../studio/paging.ts";

/** Values of attributes: texts, numbers and bytes. */
export type Value = string | number | Uint8Array;
export interface Item {
  readonly pk: string;
  readonly sk: string;
  readonly [attribute: string]: Value;
}

/** What must be true of the stored item for a write to happen: that there is none, or that it has this revision. */
export type When = { readonly absent: true } | { readonly rev: number };

/** The attribute by which DynamoDB deletes items, in seconds since 1970. */
export const expiryAttribute = "expires";

/** The version of the layout of items, in the mark that `state create` writes. */
export const layoutVersion = 1;
export const mark = { pk: "studioctl", sk: "layout" } as const;

/** Attempts of a call: a sweep should say within seconds that its table is throttled. */
export const stateAttempts = 4;

/** A call that takes longer counts as failed. Milliseconds. */
const callLimitMs = 20_000;

/**
 * A DynamoDB table of items with the string keys `pk` and `sk`. All reads are strongly consistent. Every call first checks once that the
 * table has the mark of `auto-shutdown state create`. All reject with a StudioctlError that names the table.
 */
export interface StateTable {
  readonly name: string;
  readonly region: string;
  /** DynamoDB's time as soon as it has answered: the clocks of the machines that share the table may disagree. */
  readonly now: () => Date;
  /** The version in the mark; undefined without a mark. */
  layout(signal?: AbortSignal): Promise<number | undefined>;
  /** The check before the first call; rejects where the table cannot be read or has another layout. */
  check(signal?: AbortSignal): Promise<void>;
  /** An item that has expired is still returned: DynamoDB deletes it days later (service-facts: Tables of DynamoDB). */
  get(pk: string, sk: string, signal?: AbortSignal): Promise<Item | undefined>;
  /** The items of a partition in the order of their keys, page by page; `atMost` of them. */
  query(pk: string, signal?: AbortSignal, atMost?: number): AsyncGenerator<Item, void, undefined>;
  /** Writes a whole item; resolves to false, and writes nothing, where the condition does not hold. */
  put(item: Item, when: When, signal?: AbortSignal): Promise<boolean>;
}

type StateClock = Pick<Clock, "now" | "sleep" | "random">;

/** `clock` is the machine's own; calls are not ended by the session's signal, only by one that is given. */
export function createStateTable(session: AwsSession, name: string, clock: StateClock): StateTable {
  const client = session.client(DynamoDBClient);
  const subject = `the state table "${name}"`;
  const late = () =>
    new StudioctlError("unavailable", `cannot reach DynamoDB in ${session.region}`, { why: `no response within ${callLimitMs / 1_000}s` });
  const time = serviceClock(clock, () => session.skewMs());
  let checked: Promise<void> | undefined;

  async function sent<Output extends object>(
    description: CallDescription,
    signal: AbortSignal | undefined,
    send: (options: SendOptions) => Promise<Output>,
  ) {
    try {
      return await within(clock, { limitMs: callLimitMs, signal, late }, (limited) =>
        session.endedBy(limited).call("DynamoDB")(description, send),
      );
    } catch (error) {
      throw explained(error, name, session.region);
    }
  }

  async function read(pk: string, sk: string, signal: AbortSignal | undefined): Promise<Item | undefined> {
    const input: GetItemCommandInput = { TableName: name, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true };
    const { Item } = await sent({ operation: "GetItem", action: "read", subject }, signal, (options) =>
      client.send(new GetItemCommand(input), options),
    );
    return Item === undefined ? undefined : toItem(Item);
  }

  async function layout(signal: AbortSignal | undefined): Promise<number | undefined> {
    const found = await read(mark.pk, mark.sk, signal);
    return found === undefined ? undefined : Number(found["version"]);
  }

  async function check(signal: AbortSignal | undefined): Promise<void> {
    const version = await layout(signal);
    if (version === undefined) throw unmarked(name, session.region);
    if (version === layoutVersion) return;
    throw new StudioctlError("failed", `${subject} has layout ${version}, which this version of studioctl does not know`, {
      why: `it knows layout ${layoutVersion}`,
      fix: "install the latest version of studioctl, or use another table",
    });
  }

  function ready(signal: AbortSignal | undefined): Promise<void> {
    if (checked !== undefined) return checked;
    const checking = check(signal);
    checked = checking;
    // What was interrupted says nothing about the table: what ends the run is recorded all the same.
    checking.catch(() => {
      if (signal?.aborted === true) checked = undefined;
    });
    return checking;
  }

  return {
    name,
    region: session.region,
    now: () => time.now(),
    layout,
    check: ready,

    async get(pk, sk, signal) {
      await ready(signal);
      return await read(pk, sk, signal);
    },

    async *query(pk, signal, atMost) {
      await ready(signal);
      const input: QueryCommandInput = {
        TableName: name,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: pk } },
        ConsistentRead: true,
        ...(atMost !== undefined && { Limit: atMost }),
      };
      let left = atMost ?? Number.POSITIVE_INFINITY;
      for await (const item of paged(
        {},
        "Query",
        async ({ NextToken }) => {
          const from = NextToken === undefined ? {} : { ExclusiveStartKey: { pk: { S: pk }, sk: { S: NextToken } } };
          const { Items = [], LastEvaluatedKey } = await sent({ operation: "Query", action: "read", subject }, signal, (options) =>
            client.send(new QueryCommand({ ...input, ...from }), options),
          );
          return { items: Items, ...nextPage(LastEvaluatedKey?.["sk"]?.S) };
        },
        toItem,
      )) {
        yield item;
        left -= 1;
        if (left <= 0) return;
      }
    },

    async put(item, when, signal) {
      await ready(signal);
      // A repeated attempt meets the item that the first one wrote: it is recognized by this value.
      const write = Math.floor(clock.random() * 2 ** 52).toString(36) + time.now().getTime().toString(36);
      const condition =
        "absent" in when
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : { ConditionExpression: "rev = :rev", ExpressionAttributeValues: { ":rev": { N: String(when.rev) } } };
      const input = { TableName: name, Item: fromItem({ ...item, write }), ...condition };
      try {
        await sent({ operation: "PutItem", action: "write to", subject }, signal, (options) =>
          client.send(new PutItemCommand(input), options),
        );
        return true;
      } catch (error) {
        if (!isError(error, "failed") || error.serviceCode !== "ConditionalCheckFailedException") throw error;
        return (await read(item.pk, item.sk, signal))?.["write"] === write;
      }
    },
  };
}

/** Whether an item should have been deleted by now. */
export function isExpired(item: Item, now: Date): boolean {
  const expires = item[expiryAttribute];
  return typeof expires === "number" && expires * 1_000 <= now.getTime();
}

/** The value of the expiry attribute: a time in seconds. */
export function expiry(now: Date, keepMs: number): { readonly [expiryAttribute]: number } {
  return { [expiryAttribute]: Math.ceil((now.getTime() + keepMs) / 1_000) };
}

/** An error for an item whose content another program, or a later version, has written. */
export function unreadable(table: Pick<StateTable, "name">, { pk, sk }: Pick<Item, "pk" | "sk">): StudioctlError {
  return new StudioctlError("failed", `an item of the state table "${table.name}" cannot be read: ${pk}, ${sk}`, {
    why: "its content is damaged, or of a later version of studioctl",
    fix: "install the latest version of studioctl, or delete the item",
  });
}

/** The command that makes a table that is missing, or completes one. */
export function createCommand(name: string, region: string): string {
  return `studioctl auto-shutdown state create --state dynamodb:${name}@${region}`;
}

function unmarked(name: string, region: string): StudioctlError {
  return new StudioctlError("invalid", `the table "${name}" in ${region} was not made for the state of sweeps`, {
    why: `it has no item with pk "${mark.pk}" and sk "${mark.sk}"`,
    fix: `${createCommand(name, region)} prepares an empty table; another table cannot be used`,
  });
}

/** The texts of DynamoDB for a key of another form (service-facts: Tables of DynamoDB). */
const otherKeys =
  /key element does not match the schema|number of conditions on the keys is invalid|Missing the key|Query condition missed key/i;

/** The error in the words of a user of the table. */
export function explained(error: unknown, name: string, region: string): unknown {
  if (isError(error, "not-found")) {
    return error.with({
      message: `no table "${name}" in ${region}`,
      why: "the account of these credentials has none of this name, or it is being created or deleted",
      fix: `${createCommand(name, region)}, or name another table or Region: dynamodb:TABLE@REGION`,
    });
  }
  if (isError(error, "invalid") && otherKeys.test(error.why ?? "")) {
    return error.with({
      message: `the table "${name}" in ${region} has another schema`,
      why: `its keys are not the strings pk and sk: ${error.why}`,
      fix: "name a table that auto-shutdown state create made",
    });
  }
  return error;
}

/** An attribute as it arrives: other types than these are not ours. */
interface Attribute {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | undefined;
}

export function toItem(attributes: Readonly<Record<string, Attribute>>): Item {
  const values = Object.entries(attributes).flatMap(([name, { S, N, B }]): [string, Value][] => {
    const value = S ?? (N === undefined ? B : Number(N));
    return value === undefined ? [] : [[name, value]];
  });
  const { pk = "", sk = "", ...others } = Object.fromEntries(values);
  return { ...others, pk: String(pk), sk: String(sk) };
}

export function fromItem(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]): [string, AttributeValue] => {
      if (typeof value === "string") return [name, { S: value }];
      return [name, typeof value === "number" ? { N: String(value) } : { B: value }];
    }),
  );
}
