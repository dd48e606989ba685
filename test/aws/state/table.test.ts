import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../../../src/core/collections.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { expiry, fromItem, isExpired } from "../../../src/aws/state/table.ts";
import { systemClock } from "../../../src/system/clock.ts";
import type { TestDynamoDb } from "../../dynamodb.ts";
import { createTable, never, sessionFor, tableOf, withTable } from "./state.ts";

let dynamoDb: TestDynamoDb;
beforeEach(async () => {
  dynamoDb = await withTable();
});
afterEach(() => dynamoDb.close());

const item = { pk: "a", sk: "1", rev: 1, text: "é\n", data: Buffer.from([0, 255]) };

describe("an item of the state table", () => {
  it("comes back as it was written, with texts, numbers and bytes", async () => {
    const table = tableOf(dynamoDb);
    expect(await table.put(item, { absent: true })).toBe(true);
    const found = await table.get("a", "1");
    expect(found).toMatchObject({ ...item, data: new Uint8Array([0, 255]) });
    expect(await table.get("a", "2")).toBeUndefined();
  });

  it("is written only where it is as the writer saw it", async () => {
    const [one, other] = [tableOf(dynamoDb), tableOf(dynamoDb)];
    expect(await one.put(item, { absent: true })).toBe(true);
    expect(await other.put({ ...item, text: "other" }, { absent: true })).toBe(false);
    expect(await other.put({ ...item, rev: 2, text: "other" }, { rev: 1 })).toBe(true);
    expect(await one.put({ ...item, rev: 2, text: "one" }, { rev: 1 })).toBe(false);
    expect(await one.get("a", "1")).toMatchObject({ rev: 2, text: "other" });
  });

  it("counts as written where only the response was lost, although the repeated attempt meets it", async () => {
    const table = tableOf(dynamoDb);
    await table.put(item, { absent: true });
    let lost = 0;
    dynamoDb.fate = (operation) => (operation === "PutItem" && lost++ === 0 ? "lost" : undefined);
    expect(await table.put({ ...item, rev: 2 }, { rev: 1 })).toBe(true);
    expect(lost).toBe(2);
  });

  it("is read with all others of its partition, over many pages, in order", async () => {
    const table = tableOf(dynamoDb);
    const data = Buffer.alloc(300 * 1_024);
    for (const sk of ["1", "2", "3", "4", "5"]) await table.put({ pk: "big", sk, data }, { absent: true });
    dynamoDb.calls.length = 0;
    expect((await collect(table.query("big"))).map(({ sk }) => sk)).toEqual(["1", "2", "3", "4", "5"]);
    expect(dynamoDb.calls).toEqual(["Query", "Query"]);
    expect(await collect(table.query("big", never, 1))).toHaveLength(1);
    expect(await collect(table.query("none"))).toEqual([]);
  });

  it("has expired at its second, by the clock of DynamoDB", () => {
    const at = new Date("2026-03-02T12:00:00Z");
    const kept = { pk: "a", sk: "1", ...expiry(at, 1_000) };
    expect(isExpired(kept, at)).toBe(false);
    expect(isExpired(kept, new Date("2026-03-02T12:00:01Z"))).toBe(true);
    expect(isExpired(item, at)).toBe(false);
  });
});

describe("a state table", () => {
  it("is checked once, and knows the time of DynamoDB from then on", async () => {
    const wrong = { ...systemClock, now: () => new Date(Date.now() - 3_600_000) };
    const table = tableOf(dynamoDb, { clock: wrong });
    await table.get("a", "1");
    await table.get("a", "1");
    expect(dynamoDb.calls).toEqual(["GetItem", "GetItem", "GetItem"]);
    expect(Math.abs(table.now().getTime() - Date.now())).toBeLessThan(3_000);
  });

  it("that does not exist is named, with the command that makes it", async () => {
    await expect(tableOf(dynamoDb, { name: "none" }).get("a", "1")).rejects.toMatchObject({
      code: "not-found",
      message: 'no table "none" in us-east-1',
      fix: expect.stringContaining("studioctl auto-shutdown state create --state dynamodb:none@us-east-1"),
    });
  });

  it.each([
    ["other names of keys", ["id", "sort"]],
    ["no sort key", ["pk"]],
  ] as const)("with %s has another schema", async (_, keys) => {
    await createTable(dynamoDb, "other", keys);
    const table = tableOf(dynamoDb, { name: "other" });
    const expected = { code: "invalid", message: 'the table "other" in us-east-1 has another schema' };
    await expect(table.get("a", "1")).rejects.toMatchObject(expected);
    await expect(table.put(item, { absent: true })).rejects.toMatchObject(expected);
    await expect(collect(table.query("a"))).rejects.toMatchObject(expected);
  });

  it("of another program with the same keys is not written to", async () => {
    await createTable(dynamoDb, "other", ["pk", "sk"]);
    await expect(tableOf(dynamoDb, { name: "other" }).put(item, { absent: true })).rejects.toMatchObject({
      code: "invalid",
      message: 'the table "other" in us-east-1 was not made for the state of sweeps',
    });
    expect(dynamoDb.calls).not.toContain("PutItem");
  });

  it("of a later layout is not touched", async () => {
    const later = { pk: "studioctl", sk: "layout", version: 2, rev: 2 };
    await sessionFor(dynamoDb)
      .client(DynamoDBClient)
      .send(new PutItemCommand({ TableName: "state", Item: fromItem(later) }));
    await expect(tableOf(dynamoDb).put(item, { absent: true })).rejects.toMatchObject({
      code: "failed",
      message: 'the state table "state" has layout 2, which this version of studioctl does not know',
    });
  });

  it("that is throttled or cannot be reached is an error that says which", async () => {
    dynamoDb.fate = () => "throttled";
    await expect(tableOf(dynamoDb, { attempts: 2 }).get("a", "1")).rejects.toMatchObject({ code: "throttled" });
    expect(dynamoDb.calls).toHaveLength(2);
    dynamoDb.fate = () => "broken";
    await expect(tableOf(dynamoDb, { attempts: 2 }).get("a", "1")).rejects.toMatchObject({
      code: "unavailable",
      message: "cannot reach DynamoDB in us-east-1",
    });
  });

  it("is checked again after a check that was interrupted", async () => {
    const table = tableOf(dynamoDb);
    const stopped = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
    await expect(table.check(stopped)).rejects.toMatchObject({ code: "interrupted" });
    expect(await table.put(item, { absent: true })).toBe(true);
  });

  it("is read until the signal is aborted, and written to all the same", async () => {
    const table = tableOf(dynamoDb);
    const stopped = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
    expect(await table.put(item, { absent: true })).toBe(true);
    await expect(table.get("a", "1", stopped)).rejects.toMatchObject({ code: "interrupted" });
  });
});
