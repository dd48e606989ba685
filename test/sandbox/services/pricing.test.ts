import { afterEach, beforeEach, expect, it } from "vitest";
import { priceTable } from "../../../src/core/cost/price-table.ts";
import { errorOf, type Wired, wire } from "../wire.ts";

let sandbox: Wired;
beforeEach(async () => void (sandbox = await wire()));
afterEach(() => sandbox.close());

const target = { "x-amz-target": "AWSPriceListService.GetProducts" };
const call = (members: object) => sandbox.call("GetProducts", { ServiceCode: "AmazonSageMaker", ...members }, target);
const match = (fields: Readonly<Record<string, string>>, Type = "TERM_MATCH") => ({
  Filters: Object.entries(fields).map(([Field, Value]) => ({ Type, Field, Value })),
});
const jupyterLab = match({ regionCode: "eu-west-1", platoinstancetype: "Studio-JupyterLab", productFamily: "ML Instance" });

async function products(members: object): Promise<{ readonly usage: string; readonly usd: number; readonly sku: string }[]> {
  const { json } = await call(members);
  const list: unknown[] = Array.isArray(json["PriceList"]) ? json["PriceList"] : [];
  return list.map((item) => {
    const { product, terms } = JSON.parse(String(item));
    const [term] = Object.values(Object(terms.OnDemand));
    const [dimension] = Object.values(Object(Object(term).priceDimensions));
    return { usage: product.attributes.usagetype, sku: product.sku, usd: Number(Object(dimension).pricePerUnit.USD) };
  });
}

it("the price list is the shipped table, as products with terms", async () => {
  const found = await products(jupyterLab);
  const priced = found.filter(({ usd }) => usd > 0);
  expect(Object.fromEntries(priced.map(({ usage, usd }) => [usage.replace("EU-Studio:JupyterLab-", ""), usd]))).toEqual(
    priceTable["eu-west-1"],
  );
});

it("the price list has a free product too, as AWS does", async () => {
  expect((await products(jupyterLab)).filter(({ usd }) => usd === 0)).toHaveLength(1);
});

it.each([
  ["every filter", match({ regionCode: "us-east-1", usagetype: "USE1-Studio:KernelGateway-ml.m5.large" }), 1],
  ["no other case", match({ regionCode: "us-east-1", platoinstancetype: "Studio-CodeEditor" }), 0],
  ["no attribute there is not", match({ constructor: "x" }), 0],
  ["EQUALS", match({ usagetype: "USE1-Studio:KernelGateway-ml.m5.large" }, "EQUALS"), 1],
  ["CONTAINS", match({ usagetype: "Studio:KernelGateway-ml.m5.large" }, "CONTAINS"), Object.keys(priceTable).length],
  ["ANY_OF", match({ usagetype: "USE1-Studio:JupyterLab-ml.m5.large,EU-Studio:JupyterLab-ml.m5.large" }, "ANY_OF"), 2],
  ["NONE_OF", match({ regionCode: Object.keys(priceTable).join(",") }, "NONE_OF"), 0],
])("the price list matches %s", async (_, filters, count) => {
  expect(await products(filters)).toHaveLength(count);
});

it("pages have tokens of their own query, and each product once", async () => {
  const seen: string[] = [];
  let token: unknown;
  do {
    const page = { ...jupyterLab, MaxResults: 10, ...(token !== undefined && { NextToken: token }) };
    seen.push(...(await products(page)).map(({ sku }) => sku));
    token = (await call(page)).json["NextToken"];
  } while (token !== undefined);
  expect(seen.length).toBeGreaterThan(20);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength((await products(jupyterLab)).length);
});

it("a page has a hundred products at most, and by default", async () => {
  expect(errorOf(await call({ MaxResults: 101 }))).toBe(
    "InvalidParameterException: 1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
  );
  expect(await products({})).toHaveLength(100);
});

it.each([
  ["another service", { ServiceCode: "AmazonEC2" }, "NotFoundException: Service AmazonEC2 was not found."],
  ["another format", { FormatVersion: "aws_v2" }, "InvalidParameterException: Format version aws_v2 is not supported."],
  ["a token of nobody", { NextToken: "x" }, "InvalidNextTokenException: The pagination token x is not valid."],
  [
    "a filter without a value",
    { Filters: [{ Type: "TERM_MATCH", Field: "x" }] },
    "InvalidParameterException: 1 validation error detected: Value null at 'filters.1.member.value' failed to satisfy constraint: Member must not be null",
  ],
  ["filters that are no list", { Filters: "x" }, "SerializationException: Expected list or null"],
])("the price list refuses %s", async (_, members, text) => {
  expect(errorOf(await call(members))).toBe(text);
});

it("a token of another query is refused", async () => {
  const { json } = await call({ ...jupyterLab, MaxResults: 1 });
  expect(errorOf(await call({ NextToken: json["NextToken"] }))).toContain("InvalidNextTokenException");
});

it("the price list has its own rate: SageMaker's calls do not use it up", async () => {
  await sandbox.store.update(({ settings }) => void (settings.requestsPerSecond = 1));
  expect((await sandbox.call("ListApps")).status).toBe(200);
  expect((await sandbox.call("ListApps")).status).toBe(400);
  expect((await call(jupyterLab)).status).toBe(200);
  expect(errorOf(await call(jupyterLab))).toBe("ThrottlingException: Rate exceeded");
});
