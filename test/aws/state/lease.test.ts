import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLease, leaseMs, liveHolders, marginMs, renewEveryMs } from "../../../src/aws/state/lease.ts";
import type { Claim } from "../../../src/core/idle/claim.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Hold } from "../../../src/ports/sweeps.ts";
import { systemClock } from "../../../src/system/clock.ts";
import type { TestDynamoDb } from "../../dynamodb.ts";
import { manualClock } from "../../fakes/manual-clock.ts";
import { never, tableOf, withTable } from "./state.ts";

const scope = "123456789012/us-east-1";
const everything: Claim = { types: [], domains: [], users: [], spaces: [] };

let dynamoDb: TestDynamoDb;
const holds: Hold[] = [];
beforeEach(async () => {
  dynamoDb = await withTable();
});
afterEach(async () => {
  dynamoDb.fate = () => undefined;
  // One after another: a manual clock ends no pause of two that meet.
  for (const hold of holds.splice(0)) await hold.release();
  await dynamoDb.close();
});

/** A process on a machine whose clock is wrong by so much. Its pauses end at once, or by `clock.advance`. */
function process(name: string, aheadMs = 0, clock: Pick<Clock, "sleep" | "random"> = manualClock()) {
  const now = () => new Date(Date.now() + aheadMs);
  return createLease(tableOf(dynamoDb, { clock: { now }, attempts: 1 }), { ...clock, random: () => systemClock.random() }, name, never);
}

async function take(name: string, claim: Claim = everything, aheadMs = 0, clock?: Pick<Clock, "sleep" | "random">): Promise<Hold> {
  const acquired = await process(name, aheadMs, clock).acquire(scope, claim);
  if (!acquired.held) throw new Error(`held by ${acquired.holder.by}`);
  holds.push(acquired);
  return acquired;
}

const holder = async (name: string, claim: Claim = everything, aheadMs = 0) => {
  const acquired = await process(name, aheadMs).acquire(scope, claim);
  if (acquired.held) holds.push(acquired);
  return acquired.held ? "free" : acquired.holder.by;
};

/** Until something that another connection does is done. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise<void>((resolve) => void setImmediate(resolve));
}

describe("a lease", () => {
  it("is held by one at a time, and is free once released", async () => {
    const hold = await take("process 1 on a");
    expect(await process("process 2 on b").acquire(scope, everything)).toEqual({
      held: false,
      holder: { by: "process 1 on a", since: expect.any(Date) },
    });
    expect(await process("process 2 on b").acquire("123456789012/eu-west-1", everything)).toMatchObject({ held: true });
    await hold.release();
    expect(await holder("process 2 on b")).toBe("free");
  });

  it.each([
    ["of another domain", { ...everything, domains: ["d-a"] }, { ...everything, domains: ["d-b"] }, "free"],
    ["of another user", { ...everything, users: ["alice"] }, { ...everything, users: ["bob"] }, "free"],
    ["of another type", { ...everything, types: ["JupyterLab"] }, { ...everything, types: ["CodeEditor"] }, "free"],
    ["of one of its domains", { ...everything, domains: ["d-a", "d-b"] }, { ...everything, domains: ["d-b"] }, "process 1 on a"],
    ["of everything", { ...everything, users: ["alice"] }, everything, "process 1 on a"],
  ] as const)("is held apart from a claim %s", async (_, first, second, expected) => {
    await take("process 1 on a", first);
    expect(await holder("process 2 on b", second)).toBe(expected);
  });

  it("goes to one of many that want it at the same moment", async () => {
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, place) => process(`process ${place} on a`, 0, systemClock).acquire(scope, everything)),
    );
    holds.push(...claims.filter((claim) => claim.held));
    expect(claims.filter(({ held }) => held)).toHaveLength(1);
  });

  it("goes to all that want different parts at the same moment", async () => {
    const claims = await Promise.all(
      Array.from({ length: 4 }, (_, place) =>
        process(`process ${place} on a`, 0, systemClock).acquire(scope, { ...everything, domains: [`d-${place}`] }),
      ),
    );
    holds.push(...claims.filter((claim) => claim.held));
    expect(claims.map(({ held }) => held)).toEqual([true, true, true, true]);
  });

  it("of a killed process is free once it has expired, by the clock of DynamoDB", async () => {
    await take("process 1 on a");
    dynamoDb.aheadMs = leaseMs;
    expect(await holder("process 2 on b")).toBe("process 1 on a");
    dynamoDb.aheadMs = leaseMs + marginMs + 3_000;
    expect(await holder("process 2 on b")).toBe("free");
  });

  it("is not taken by a machine whose clock is ahead, nor kept by one whose clock is behind", async () => {
    const hour = 3_600_000;
    await take("process 1 on a", everything, -hour);
    expect(await holder("process 2 on b", everything, hour)).toBe("process 1 on a");
    expect(await holder("process 3 on c", everything, -2 * hour)).toBe("process 1 on a");
    dynamoDb.aheadMs = leaseMs + marginMs + 3_000;
    expect(await holder("process 4 on d", everything, -hour)).toBe("free");
  });

  it("is renewed while its run is alive", async () => {
    const clock = manualClock();
    const hold = await take("process 1 on a", everything, 0, clock);
    for (const seconds of [15, 30, 45, 60, 75, 90, 105, 120]) {
      dynamoDb.aheadMs = seconds * 1_000;
      const puts = dynamoDb.calls.filter((call) => call === "PutItem").length;
      await until(() => clock.sleeping.length > 0);
      await clock.advance(renewEveryMs);
      await until(() => dynamoDb.calls.filter((call) => call === "PutItem").length > puts);
    }
    await until(() => clock.sleeping.length > 0);
    expect(await holder("process 2 on b")).toBe("process 1 on a");
    expect(hold.whyLost?.()).toBeUndefined();
  });

  it("that could not be renewed is given up before another may take it", async () => {
    const clock = manualClock();
    const hold = await take("process 1 on a", everything, 0, clock);
    expect(hold.whyLost?.()).toBeUndefined();
    dynamoDb.fate = () => "throttled";
    dynamoDb.aheadMs = leaseMs - marginMs + 2_000;
    await until(() => clock.sleeping.length > 0);
    await clock.advance(renewEveryMs);
    await until(() => clock.sleeping.length > 0);
    expect(hold.whyLost?.()).toMatch(/^its lease could not be renewed for 55s: .*throttles/);
    dynamoDb.fate = () => undefined;
    expect(await holder("process 2 on b")).toBe("process 1 on a");
  });

  it("of a process that was suspended for longer is lost, although no other run has taken it", async () => {
    const clock = manualClock();
    let suspendedMs = 0;
    const now = () => new Date(Date.now() + suspendedMs);
    const lock = createLease(
      tableOf(dynamoDb, { clock: { now } }),
      { ...clock, random: () => systemClock.random() },
      "process 1 on a",
      never,
    );
    const hold = await lock.acquire(scope, everything);
    if (!hold.held) throw new Error("it is free");
    holds.push(hold);
    suspendedMs = dynamoDb.aheadMs = leaseMs + marginMs;
    const calls = dynamoDb.calls.length;
    await until(() => clock.sleeping.length > 0);
    await clock.advance(renewEveryMs);
    await until(() => clock.sleeping.length > 0);
    expect(hold.whyLost?.()).toBe("its lease could not be renewed for 55s");
    expect(dynamoDb.calls).toHaveLength(calls);
  });

  it("that another run has taken stays lost", async () => {
    const clock = manualClock();
    const hold = await take("process 1 on a", everything, 0, clock);
    dynamoDb.aheadMs = leaseMs + marginMs + 3_000;
    expect(await holder("process 2 on b")).toBe("free");
    await until(() => clock.sleeping.length > 0);
    await clock.advance(renewEveryMs);
    await until(() => hold.whyLost?.() !== undefined);
    expect(hold.whyLost?.()).toBe("another run has taken its lease, which had expired");
    await hold.release();
    expect(await holder("process 3 on c")).toBe("process 2 on b");
  });

  it("is listed with its holder until it expires", async () => {
    await take("process 1 on a", { ...everything, domains: ["d-a"] });
    const [found, ...others] = await liveHolders(tableOf(dynamoDb), never);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ Scope: scope, By: "process 1 on a", Claim: { domains: ["d-a"] } });
    dynamoDb.aheadMs = 2 * leaseMs;
    expect(await liveHolders(tableOf(dynamoDb), never)).toEqual([]);
  });

  it("that cannot be read is not taken", async () => {
    const table = tableOf(dynamoDb);
    await table.put({ pk: "leases", sk: scope, rev: 1, holders: '{"a":{"By":"x"}}' }, { absent: true });
    await expect(process("process 2 on b").acquire(scope, everything)).rejects.toMatchObject({
      message: `an item of the state table "state" cannot be read: leases, ${scope}`,
    });
  });
});
