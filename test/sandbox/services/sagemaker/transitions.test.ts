import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntityRecord } from "../../../../src/sandbox/sagemaker-state.ts";
import { gone, currentRecord } from "../../../../src/sandbox/services/sagemaker/transitions.ts";

const record: EntityRecord = { Status: "Pending", CreationTime: 0, transition: { at: 1000, to: "InService" } };
const times = fc.integer({ min: 0, max: 400_000_000 });
const changes: fc.Arbitrary<EntityRecord> = fc
  .record({
    Status: fc.constantFrom("Pending", "Updating", "Deleting", "CREATING"),
    to: fc.constantFrom("InService", "Deleted", "CREATED", gone),
    at: times,
    fails: fc.boolean(),
  })
  .map(({ Status, to, at, fails }) => ({ Status, CreationTime: 0, transition: { at, to }, ...(fails ? { failNext: "why" } : {}) }));

describe("a change of status", () => {
  it("happens at its moment, not before", () => {
    expect(currentRecord(record, 999)).toBe(record);
    expect(currentRecord(record, 1000)).toEqual({ Status: "InService", CreationTime: 0, LastModifiedTime: 1000 });
  });

  it.each([
    ["Pending", "InService", "Failed"],
    ["Updating", "InService", "Update_Failed"],
    ["Deleting", gone, "Delete_Failed"],
    ["Deleting", "Deleted", "Failed"],
    ["CREATING", "CREATED", "CREATE_FAILED"],
    ["UPDATING", "CREATED", "UPDATE_FAILED"],
    ["DELETING", gone, "DELETE_FAILED"],
  ])("from %s to %s fails as %s", (Status, to, failed) => {
    const failing = { ...record, Status, transition: { at: 1000, to }, failNext: "no capacity" };
    expect(currentRecord(failing, 1000)).toEqual({ Status: failed, FailureReason: "no capacity", CreationTime: 0, LastModifiedTime: 1000 });
  });

  it("is the same whether read once or at every moment between, and leaves what it read as it was", () => {
    fc.assert(
      fc.property(changes, times, times, (change, one, other) => {
        const before = structuredClone(change);
        const [early, late] = one < other ? [one, other] : [other, one];
        const between = currentRecord(change, early);
        expect(between && currentRecord(between, late)).toEqual(currentRecord(change, late));
        expect(change).toEqual(before);
      }),
    );
  });
});
