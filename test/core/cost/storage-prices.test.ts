import { describe, expect, it } from "vitest";
import { storagePrices, storagePricesAsOf } from "../../../src/core/cost/storage-prices.ts";

describe("the prices of storage", () => {
  it("are those that AWS publishes, in us-east-1", () => {
    expect(storagePrices("us-east-1")).toMatchObject({ EfsStandard: 0.3, SpaceVolume: 0.112 });
  });

  it("are lower the less is read", () => {
    const { EfsStandard = 0, EfsInfrequentAccess = 0, EfsInfrequentAccessElastic = 0, EfsArchive = 0 } = storagePrices("us-west-2");
    const falling = [EfsStandard, EfsInfrequentAccess, EfsInfrequentAccessElastic, EfsArchive, 0];
    expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    expect(new Set(falling).size).toBe(5);
  });

  it("are not known of a Region or a volume without a source", () => {
    expect(storagePrices("eu-central-1")).toEqual({});
    expect(storagePrices("us-west-2").SpaceVolume).toBeUndefined();
  });

  it("say from which day they are", () => {
    expect(storagePricesAsOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});
