import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTableSightings, shardOf } from "../../../src/aws/state/sightings.ts";
import type { Sighting } from "../../../src/core/idle/facts.ts";
import { type Claim, claimKey } from "../../../src/core/idle/claim.ts";
import { nothingRemembered, type Sightings } from "../../../src/core/idle/sightings.ts";
import type { TestDynamoDb } from "../../dynamodb.ts";
import { never, tableOf, withTable } from "./state.ts";

const scope = "123456789012/us-east-1";
const now = new Date();
const claim: Claim = { types: ["JupyterLab"], domains: [], users: [], spaces: [] };
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const seen = (LastSeen: Date, more: Partial<Sighting> = {}): Sighting => ({
  CreationTime: minutesAgo(600),
  Running: true,
  FirstSeen: minutesAgo(500),
  LastSeen,
  ...more,
});

let dynamoDb: TestDynamoDb;
beforeEach(async () => {
  dynamoDb = await withTable();
});
afterEach(() => dynamoDb.close());

const machine = () => createTableSightings(tableOf(dynamoDb), never);

describe("sightings in a table", () => {
  const apps: Sightings = {
    "d-one/alice/KernelGateway/a": seen(now, { EmptySince: minutesAgo(3), Open: ["k a.ipynb"] }),
    "d-one/space:nlp/JupyterLab/default": seen(now, { Running: false }),
  };

  it("are none at first, and what one machine kept another one reads, of that scope", async () => {
    const one = machine();
    expect(await one.isNew()).toBe(true);
    expect(await one.load(scope)).toEqual(nothingRemembered);
    await one.merge(scope, { sightings: apps, run: { at: now, claim } }, now);
    expect(await machine().load(scope)).toEqual({ apps, runs: { [claimKey(claim)]: [now] }, freed: {} });
    expect(await machine().load("123456789012/eu-west-1")).toEqual(nothingRemembered);
    expect(await machine().isNew()).toBe(false);
  });

  it("have the verdicts that were recorded, and freed instances, without losing what another machine adds", async () => {
    const [one, other] = [machine(), machine()];
    await one.merge(scope, { sightings: apps, run: { at: now, claim } }, now);
    await other.merge(scope, { verdicts: new Map([["d-one/alice/KernelGateway/a", "active"]]), freeing: ["i", "j"] }, now);
    await one.merge(scope, { resumed: ["i"] }, now);
    const memory = await machine().load(scope);
    expect(memory.apps["d-one/alice/KernelGateway/a"]).toMatchObject({ Verdict: "active" });
    expect(memory).toMatchObject({ freed: { j: now }, runs: { [claimKey(claim)]: [now] } });
    expect(Object.keys(memory.freed)).toEqual(["j"]);
  });

  it("are never replaced by earlier ones, also where the writer did not know of the later", async () => {
    const reference = "d-one/alice/KernelGateway/a";
    const [slow, fast] = [machine(), machine()];
    await Promise.all([slow.load(scope), fast.load(scope)]);
    await fast.merge(scope, { sightings: { [reference]: seen(now) } }, now);
    await slow.merge(scope, { sightings: { [reference]: seen(minutesAgo(1)) } }, now);
    expect((await machine().load(scope)).apps).toEqual({ [reference]: seen(now) });
  });

  it("of many machines that write at once are all kept", async () => {
    const writers = Array.from({ length: 6 }, (_, place) => [`d-${place}/alice/JupyterLab/default`, machine()] as const);
    await Promise.all(
      writers.map(([reference, store]) => store.merge(scope, { sightings: { [reference]: seen(now) }, run: { at: now, claim } }, now)),
    );
    const { apps: kept, runs } = await machine().load(scope);
    expect(Object.keys(kept).toSorted()).toEqual(writers.map(([reference]) => reference));
    expect(runs).toEqual({ [claimKey(claim)]: [now] });
  });

  it("are kept once where only the response was lost", async () => {
    const store = machine();
    await store.load(scope);
    let lost = 0;
    dynamoDb.fate = (operation) => (operation === "PutItem" && lost++ === 0 ? "lost" : undefined);
    await store.merge(scope, { sightings: { "d-one/alice/KernelGateway/a": seen(now) } }, now);
    expect(Object.keys((await machine().load(scope)).apps)).toHaveLength(1);
  });

  it("of a scope that nothing has seen for long are left out, although DynamoDB has not deleted them yet", async () => {
    await machine().merge(scope, { sightings: apps, run: { at: now, claim } }, now);
    dynamoDb.aheadMs = 61 * 86_400_000;
    const late = machine();
    expect(await late.load(scope)).toEqual(nothingRemembered);
    expect(await late.isNew()).toBe(true);
    const again = new Date(now.getTime() + dynamoDb.aheadMs);
    await late.merge(scope, { sightings: { "d-one/alice/KernelGateway/a": seen(again) }, run: { at: again, claim } }, again);
    expect(await machine().load(scope)).toEqual({
      apps: { "d-one/alice/KernelGateway/a": seen(again) },
      runs: { [claimKey(claim)]: [again] },
      freed: {},
    });
  });

  it("that cannot be read are an error that names the item, and are not replaced", async () => {
    const table = tableOf(dynamoDb);
    const sk = shardOf("d-one/alice/KernelGateway/a");
    await table.put({ pk: `sightings ${scope}`, sk, rev: 1, data: Buffer.from("damaged") }, { absent: true });
    const expected = { message: `an item of the state table "state" cannot be read: sightings ${scope}, ${sk}` };
    await expect(machine().load(scope)).rejects.toMatchObject(expected);
    await expect(machine().merge(scope, { sightings: apps }, now)).rejects.toMatchObject(expected);
  });

  it("of 10,000 apps take three calls to read and 17 to write", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, place) => [
        `d-abcdefghijkl/user-${place}/JupyterLab/default`,
        seen(new Date(now.getTime() + place), { ObservedAt: new Date(now.getTime() + place), Open: [`kernel-${place * 7919}`] }),
      ]),
    );
    await machine().merge(scope, { sightings: many, run: { at: now, claim } }, now);
    dynamoDb.calls.length = 0;
    const store = machine();
    expect(Object.keys((await store.load(scope)).apps)).toHaveLength(10_000);
    expect(dynamoDb.calls).toEqual(["GetItem", "Query", "GetItem"]);
    dynamoDb.calls.length = 0;
    await store.merge(scope, { sightings: many, run: { at: now, claim } }, new Date(now.getTime() + 10_000));
    expect(dynamoDb.calls).toEqual(Array.from({ length: 17 }, () => "PutItem"));
  });

  it("of few apps take as many calls as there are apps, and one for the run", async () => {
    const store = machine();
    await store.load(scope);
    dynamoDb.calls.length = 0;
    await store.merge(scope, { sightings: apps, run: { at: now, claim } }, now);
    expect(dynamoDb.calls).toEqual(["PutItem", "PutItem", "PutItem"]);
  });
});
