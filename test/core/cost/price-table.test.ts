import { describe, expect, it } from "vitest";
import { compareBySize } from "../../../src/core/app/instances.ts";
import { priceTable, shippedPrices } from "../../../src/core/cost/price-table.ts";
import { hourlyUsd } from "../../../src/core/cost/billing.ts";
import { type AppType, appTypes, instanceTypes } from "../../../src/core/service-model.ts";

const known = new Set<string>(instanceTypes);
const regions = Object.entries(priceTable);
const rows = regions.flatMap(([region, prices]) => Object.entries(prices).map(([type, price]) => ({ region, type, price })));
const family = (type: string) => type.split(".")[1];

describe("the price table", () => {
  it("holds only instance types the service knows", () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => !known.has(row.type))).toEqual([]);
  });

  it("holds only prices above zero: free is not a row", () => {
    expect(rows.filter((row) => !(row.price > 0))).toEqual([]);
  });

  it.each(regions)("asks more for a larger instance of one family in %s", (_region, prices) => {
    const entries = Object.entries(prices);
    const cheaper = entries.filter(([type, price]) =>
      entries.some(([smaller, lower]) => family(smaller) === family(type) && compareBySize(smaller, type) < 0 && lower >= price),
    );
    expect(cheaper).toEqual([]);
  });
});

const price = (region: string, appType: AppType, instanceType: string) => hourlyUsd(shippedPrices(region).usd, appType, instanceType);

describe("shippedPrices", () => {
  it("says from which day its figures are", () => {
    expect(shippedPrices("us-east-1").asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it.each(["KernelGateway", "JupyterLab", "CodeEditor"] as const)("charges %s by the instance", (appType) => {
    expect(price("us-east-1", appType, "ml.t3.medium")).toBe(0.05);
    expect(price("ap-northeast-2", appType, "ml.m5.large")).toBe(0.142);
  });

  it("charges nothing for JupyterServer, in any Region", () => {
    expect(price("eu-central-1", "JupyterServer", "system")).toBe(0);
  });

  it("has no figure for other app types", () => {
    const others = appTypes.filter((type) => !["JupyterServer", "KernelGateway", "JupyterLab", "CodeEditor"].includes(type));
    expect(others.map((type) => price("us-east-1", type, "ml.t3.medium"))).toEqual(others.map(() => undefined));
  });

  it("has no figure for a Region or an instance type it has no source for", () => {
    expect(price("eu-central-1", "JupyterLab", "ml.t3.medium")).toBeUndefined();
    expect(price("us-east-1", "JupyterLab", "ml.p3.2xlarge")).toBeUndefined();
    expect(price("us-east-1", "KernelGateway", "system")).toBeUndefined();
  });
});
