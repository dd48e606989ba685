import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alternatives, compareBySize, fastLaunchTypes, hardwareOf } from "../../../src/core/app/instances.ts";
import { instanceTypes } from "../../../src/core/service-model.ts";

const anyType = fc.constantFrom(...instanceTypes);
const prices: Readonly<Record<string, number>> = {
  "ml.t3.medium": 0.05,
  "ml.c5.large": 0.102,
  "ml.m5.large": 0.115,
  "ml.g4dn.xlarge": 0.7364,
  "ml.g5.xlarge": 1.41,
};
const priceOf = (type: string) => prices[type];

describe("hardwareOf", () => {
  it.each([
    ["ml.t3.medium", "cpu"],
    ["ml.m5d.24xlarge", "cpu"],
    ["ml.c7i.large", "cpu"],
    ["ml.r6id.32xlarge", "cpu"],
    ["ml.g4dn.xlarge", "gpu"],
    ["ml.g6e.48xlarge", "gpu"],
    ["ml.p3dn.24xlarge", "gpu"],
    ["ml.p6-b200.48xlarge", "gpu"],
    ["ml.trn1n.32xlarge", "accelerator"],
    ["ml.z99.large", "other"],
  ])("knows %s as %s", (type, hardware) => {
    expect(hardwareOf(type)).toBe(hardware);
  });

  it("knows every instance type of the service but the two whose hardware the service hides", () => {
    expect(instanceTypes.filter((type) => hardwareOf(type) === "other")).toEqual(["system", "ml.geospatial.interactive"]);
  });
});

describe("compareBySize", () => {
  it("orders from micro to 48xlarge, by number and not by letter", () => {
    const small = ["ml.t3.micro", "ml.t3.small", "ml.t3.medium", "ml.m5.large"];
    const large = ["ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.12xlarge", "ml.m7i.48xlarge"];
    expect([...large, ...small].toSorted(compareBySize)).toEqual([...small, ...large]);
    expect([...small, ...large].toReversed().toSorted(compareBySize)).toEqual([...small, ...large]);
  });

  it("puts equal sizes in the order of their names and unsized types last", () => {
    expect(["system", "ml.m5.large", "ml.c5.large"].toSorted(compareBySize)).toEqual(["ml.c5.large", "ml.m5.large", "system"]);
  });
});

describe("alternatives", () => {
  it("proposes the same kind of hardware, cheapest first, without the type itself", () => {
    const candidates = ["ml.m5.large", "ml.g5.xlarge", "ml.c5.large", "ml.t3.medium", "ml.g4dn.xlarge", "ml.trn1.2xlarge"];
    expect(alternatives("ml.t3.medium", candidates, priceOf)).toEqual(["ml.c5.large", "ml.m5.large"]);
    expect(alternatives("ml.p3.2xlarge", candidates, priceOf)).toEqual(["ml.g4dn.xlarge", "ml.g5.xlarge"]);
  });

  it("puts types without a price after those with one, from small to large", () => {
    const candidates = ["ml.m7i.48xlarge", "ml.m7i.large", "ml.t3.micro", "ml.m5.large"];
    expect(alternatives("ml.t3.medium", candidates, priceOf)).toEqual(["ml.m5.large", "ml.t3.micro", "ml.m7i.large", "ml.m7i.48xlarge"]);
  });

  it("orders equal prices by size", () => {
    expect(alternatives("ml.t3.medium", ["ml.m5.xlarge", "ml.m5.large"], () => 1)).toEqual(["ml.m5.large", "ml.m5.xlarge"]);
  });

  it("proposes nothing where the hardware is not known", () => {
    expect(alternatives("ml.geospatial.interactive", instanceTypes, priceOf)).toEqual([]);
  });

  it("gives the same answer for every order of the candidates", () => {
    fc.assert(
      fc.property(anyType, fc.shuffledSubarray([...instanceTypes]), (type, candidates) => {
        const sorted = candidates.toSorted(compareBySize);
        expect(alternatives(type, candidates, priceOf)).toEqual(alternatives(type, sorted, priceOf));
      }),
    );
  });
});

describe("fastLaunchTypes", () => {
  it("are types of the service", () => {
    expect(instanceTypes).toEqual(expect.arrayContaining([...fastLaunchTypes]));
  });
});
