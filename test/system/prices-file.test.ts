import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { createPricesFile } from "../../src/system/prices-file.ts";

const region = "eu-west-1";
const prices = { readAt: new Date("2026-10-20T12:00:00Z"), usd: { JupyterLab: { "ml.t3.medium": 0.055 } } };
const file = `prices-${region}.json`;

let folder: string;
let notes: string[];
const cache = (source?: string) => createPricesFile(folder, source, (message) => notes.push(message));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "studioctl-prices-"));
  notes = [];
});

it("saved prices are loaded, from a folder that did not exist", async () => {
  folder = join(folder, "state", "sandbox");
  expect(await cache().load(region)).toBeUndefined();
  await cache().save(region, prices);
  expect(await cache().load(region)).toEqual(prices);
  expect(await cache().load("us-east-1")).toBeUndefined();
  expect(await readdir(folder)).toEqual([file]);
  expect(notes).toEqual([]);
});

it("prices of another endpoint are kept separately", async () => {
  await cache("http://127.0.0.1:4510").save(region, prices);
  expect(await cache().load(region)).toBeUndefined();
  expect(await cache("http://127.0.0.1:4510").load(region)).toEqual(prices);
});

it.each([
  ["half a file", '{"version":1,"readAt":"2026-1'],
  ["no object", "null"],
  ["another version", JSON.stringify({ version: 2, ...prices })],
  ["no date", JSON.stringify({ version: 1, ...prices, readAt: "some day" })],
  ["no prices", JSON.stringify({ version: 1, readAt: prices.readAt })],
  ["a price that is none", JSON.stringify({ version: 1, ...prices, usd: { JupyterLab: { "ml.t3.medium": "0.05" } } })],
  ["a price of nothing", JSON.stringify({ version: 1, ...prices, usd: { JupyterLab: { "ml.t3.medium": 0 } } })],
  ["a list of prices", JSON.stringify({ version: 1, ...prices, usd: { JupyterLab: [0.05] } })],
])("a file with %s is not used, with one message", async (_, text) => {
  await writeFile(join(folder, file), text);
  expect(await cache().load(region)).toBeUndefined();
  expect(await cache().load(region)).toBeUndefined();
  expect(notes).toEqual([`${join(folder, file)} was damaged or of another version: its prices are not used`]);
});
