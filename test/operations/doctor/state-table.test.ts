import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type CheckedTable, stateTableCheck } from "../../../src/operations/doctor/state-table.ts";
import type { TableStatus } from "../../../src/ports/state-table.ts";

const active: TableStatus = {
  TableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/sweeps",
  TableStatus: "ACTIVE",
  hasKeys: true,
  BillingMode: "PAY_PER_REQUEST",
  ItemCount: 0,
  TableSizeBytes: 0,
};
const create = "studioctl auto-shutdown state create --state dynamodb:sweeps@us-east-1";
const refuses = (): Promise<never> => Promise.reject(new StudioctlError("denied", "not allowed", { fix: "allow it" }));
const misnamed = () => Promise.reject(new StudioctlError("usage", 'STUDIOCTL_STATE does not take "s3:x"', { fix: "dynamodb:TABLE" }));

const checkOf = (given: Partial<CheckedTable["admin"]> = {}) =>
  stateTableCheck(async () => ({
    admin: {
      name: "sweeps",
      region: "us-east-1",
      status: async () => active,
      layout: async () => 1,
      expiresBy: async () => "expires",
      ...given,
    },
    layout: { version: 1, expiryAttribute: "expires" },
    createCommand: create,
  }));

const faults: readonly (readonly [string, Partial<CheckedTable["admin"]>, string])[] = [
  ["there is no such table", { status: async () => undefined }, create],
  ["it has other keys", { status: async () => ({ ...active, hasKeys: false }) }, "name another table"],
  ["it is being created", { status: async () => ({ ...active, TableStatus: "CREATING" }) }, "wait until it is ACTIVE"],
  ["it is being deleted", { status: async () => ({ ...active, TableStatus: "DELETING" }) }, "wait until it is ACTIVE or gone"],
  ["it has no mark", { layout: async () => undefined }, create],
  ["it is of a later version", { layout: async () => 2 }, "install the latest version"],
  ["its mark cannot be read", { status: refuses, layout: refuses }, "allow it"],
];

describe("the check of the state table", () => {
  it("passes for a table that state create made, also where describing it is denied", async () => {
    const passed = { Check: "State table", Result: "PASS", Detail: '"sweeps" in us-east-1' };
    expect(await checkOf()).toEqual(passed);
    expect(await checkOf({ status: refuses, expiresBy: refuses })).toEqual(passed);
  });

  it("is left out where no table is configured", async () => {
    expect(await stateTableCheck(async () => undefined)).toBeUndefined();
  });

  it.each(faults)("fails where %s, and names the fix", async (_, given, fix) => {
    const check = await checkOf(given);
    expect(check).toMatchObject({ Check: "State table", Result: "FAIL", Fix: expect.stringContaining(fix) });
  });

  it("warns where items that have expired stay", async () => {
    expect(await checkOf({ expiresBy: async () => undefined })).toMatchObject({ Result: "WARN", Fix: create });
  });

  it("fails where the setting does not name a table", async () => {
    expect(await stateTableCheck(misnamed)).toMatchObject({ Result: "FAIL", Fix: "dynamodb:TABLE" });
  });
});
