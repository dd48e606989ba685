import { describe, expect, it } from "vitest";
import { monthlyUsd, storedClasses } from "../../../src/core/efs/usage.ts";
import { fileSystem } from "../../fakes/file-systems.ts";

const gib = 2 ** 30;
const holding = (standard: number, infrequent = 0, archive = 0) => ({
  SizeInBytes: {
    Value: (standard + infrequent + archive) * gib,
    ValueInStandard: standard * gib,
    ValueInIA: infrequent * gib,
    ValueInArchive: archive * gib,
  },
});

describe("the storage classes of a file system", () => {
  it("have their own bytes and prices", () => {
    expect(storedClasses(fileSystem(holding(10, 100)), "us-east-1")).toEqual([
      { StorageClass: "Standard", Bytes: 10 * gib, UsdPerGbMonth: 0.3, MonthlyUsd: 3 },
      { StorageClass: "InfrequentAccess", Bytes: 100 * gib, UsdPerGbMonth: 0.025, MonthlyUsd: 2.5 },
      { StorageClass: "Archive", Bytes: 0, UsdPerGbMonth: 0.008, MonthlyUsd: 0 },
    ]);
  });

  it("ask less for what is read seldom where throughput is elastic", () => {
    expect(storedClasses(fileSystem({ ...holding(0, 100), ThroughputMode: "elastic" }), "us-east-1")[1]).toMatchObject({ MonthlyUsd: 1.6 });
  });

  it("are Standard where the service does not tell", () => {
    expect(storedClasses(fileSystem({ SizeInBytes: { Value: 7 } }), "us-east-1").map(({ Bytes }) => Bytes)).toEqual([7, 0, 0]);
  });
});

describe("what a file system costs a month", () => {
  it("is the sum over its classes", () => {
    expect(monthlyUsd(fileSystem(holding(10, 100, 1000)), "us-east-1")).toBe(13.5);
  });

  it("has no digits that only arithmetic makes", () => {
    expect(monthlyUsd(fileSystem(holding(286.001, 941.002)), "us-east-1")).toBe(109.32535);
  });

  it("is nothing for an empty one, wherever it is", () => {
    expect(monthlyUsd(fileSystem(holding(0)), "eu-central-1")).toBe(0);
  });

  it("is not known in a Region without prices, or of one zone", () => {
    expect(monthlyUsd(fileSystem(holding(1)), "eu-central-1")).toBeUndefined();
    expect(monthlyUsd(fileSystem({ ...holding(1), AvailabilityZoneName: "us-east-1a" }), "us-east-1")).toBeUndefined();
  });
});
