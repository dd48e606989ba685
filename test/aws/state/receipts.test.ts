import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTableReceipts } from "../../../src/aws/state/receipts.ts";
import { collect } from "../../../src/core/collections.ts";
import type { AppReceipt, IntentReceipt, Receipt, ReceiptGroup, RunReceipt } from "../../../src/core/idle/receipt.ts";
import { parseReceipt } from "../../../src/core/idle/receipt-line.ts";
import type { TestDynamoDb } from "../../dynamodb.ts";
import { never, tableOf, withTable } from "./state.ts";

const dayMs = 86_400_000;
const now = new Date();
const at = (msAgo: number) => new Date(now.getTime() - msAgo);

const decision = (AppName: string, more: Partial<AppReceipt> = {}): Omit<AppReceipt, "Kind"> => ({
  At: now,
  Run: "run-1",
  Account: "123456789012",
  DomainId: "d-one",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Region: "us-east-1",
  Status: "InService",
  Verdict: "idle",
  Result: "stopped",
  Reason: "no kernels since 3h",
  Evidence: [],
  ...more,
});
const intent = (name: string, more: Partial<AppReceipt> = {}): IntentReceipt => ({
  Kind: "intent",
  ...decision(name, more),
  Result: "planned",
});
const stop = (name: string, more: Partial<AppReceipt> = {}): AppReceipt => ({ Kind: "app", ...decision(name, more) });
const kept = (name: string, more: Partial<AppReceipt> = {}): AppReceipt => stop(name, { Result: "kept", Verdict: "active", ...more });
const run = (more: Partial<RunReceipt> = {}): RunReceipt => ({
  Kind: "run",
  At: now,
  Run: "run-1",
  StartedAt: now,
  DryRun: false,
  Version: "1.0.0",
  Arguments: ["auto-shutdown", "run"],
  Outcome: "done",
  ...more,
});

let dynamoDb: TestDynamoDb;
const warnings: string[] = [];
beforeEach(async () => {
  warnings.length = 0;
  dynamoDb = await withTable();
});
afterEach(() => dynamoDb.close());

const receipts = (keepMs = 365 * dayMs) =>
  createTableReceipts(tableOf(dynamoDb), { readLine: parseReceipt, keepMs, warn: (message) => void warnings.push(message), signal: never });
const read = async (
  groups: readonly ReceiptGroup[] = ["stops", "verdicts", "runs"],
  since = new Date(0),
  until?: Date,
): Promise<Receipt[]> => await collect(receipts().read({ since, until, groups }));

describe("receipts in a table", () => {
  it("are none at first, and come back by group, the newest first", async () => {
    expect(await read()).toEqual([]);
    const [first, second] = [intent("a", { At: at(2_000) }), stop("a", { At: at(1_000) })];
    await receipts().append([first], { durable: true });
    await receipts().append([second]);
    await receipts().append([kept("b"), run()]);
    expect(await read(["stops"])).toEqual([second, first]);
    expect(await read(["runs"])).toEqual([run()]);
    expect(await read(["verdicts"])).toEqual([kept("b")]);
  });

  it("are written once for a run and app, whoever writes them again", async () => {
    await receipts().append([intent("a", { Reason: "first" })]);
    await receipts().append([intent("a", { Reason: "again" })]);
    await receipts().append([intent("a", { Run: "run-2" }), intent("b")]);
    const found = await read(["stops"]);
    expect(found).toHaveLength(3);
    expect(found).toContainEqual(intent("a", { Reason: "first" }));
  });

  it("are there once where only the response was lost", async () => {
    let lost = 0;
    dynamoDb.fate = (operation, input) => (operation === "PutItem" && "line" in Object(input["Item"]) && lost++ === 0 ? "lost" : undefined);
    await receipts().append([intent("a")]);
    expect(lost).toBe(2);
    expect(await read()).toEqual([intent("a")]);
  });

  it("of many apps are packed, and written once too", async () => {
    const many = Array.from({ length: 1_000 }, (_, place) => kept(`app-${place}`));
    dynamoDb.calls.length = 0;
    await receipts().append(many);
    expect(dynamoDb.calls).toEqual(["GetItem", "PutItem", "PutItem", "PutItem", "PutItem", "PutItem"]);
    await receipts().append(many);
    const found = await read(["verdicts"]);
    expect(found).toHaveLength(1_000);
    expect(found).toEqual(expect.arrayContaining(many));
  });

  it("of the asked time alone are read, day by day, and only days that have some", async () => {
    const days = [0, 1, 2, 40].map((daysAgo) => run({ At: at(daysAgo * dayMs), Run: `run-${daysAgo}` }));
    for (const each of days) await receipts().append([each]);
    dynamoDb.calls.length = 0;
    expect(await read(["runs"], at(3 * dayMs))).toEqual(days.slice(0, 3));
    expect(dynamoDb.calls).toEqual(["GetItem", "Query", "Query", "Query", "Query"]);
    expect(await read(["runs"], new Date(0), at(dayMs))).toEqual(days.slice(1));
  });

  it("that have expired are left out, although DynamoDB has not deleted them yet", async () => {
    await receipts(10 * dayMs).append([stop("old", { At: at(9 * dayMs) })]);
    expect(await read()).toHaveLength(1);
    dynamoDb.aheadMs = 2 * dayMs;
    expect(await read()).toEqual([]);
  });

  it("that cannot be read are skipped with a warning, the others are read", async () => {
    const day = now.toISOString().slice(0, 10);
    await receipts().append([stop("a")]);
    await tableOf(dynamoDb).put({ pk: `stops ${day}`, sk: "x", line: "{" }, { absent: true });
    await tableOf(dynamoDb).put({ pk: `stops ${day}`, sk: "y", lines: Buffer.from("damaged") }, { absent: true });
    expect(await read()).toEqual([stop("a")]);
    expect(warnings).toEqual([`the state table "state" in us-east-1, ${day}: 2 lines are not a receipt and skipped`]);
  });

  it("cannot be written to a table that has disappeared", async () => {
    const open = receipts();
    await open.append([intent("a")]);
    dynamoDb.fate = () => ({ code: "ResourceNotFoundException", message: "Requested resource not found" });
    await expect(open.append([intent("b")])).rejects.toMatchObject({ code: "not-found", message: 'no table "state" in us-east-1' });
  });
});
