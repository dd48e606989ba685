import { GetProductsCommand, PricingClient } from "@aws-sdk/client-pricing";
import { type ChargedType, chargedTypes, type RegionPrices } from "../core/cost/billing.ts";
import type { PriceList } from "../ports/prices.ts";
import { items, malformed } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { paged } from "./studio/paging.ts";

/** The price list of all Regions is available only in a few (service-facts: Prices). */
export const priceListRegion = "us-east-1";

/** The names of each app type's instances in the price list (service-facts: Prices). */
const instanceKinds: Readonly<Record<ChargedType, string>> = {
  KernelGateway: "Studio-Notebook",
  JupyterLab: "Studio-JupyterLab",
  CodeEditor: "studio-codeeditor",
};

const description = { operation: "GetProducts", action: "read", subject: "the price list" };

/** The same list has rows of other products in any form: rows that are not understood are ignored. */
const anyRows = { leftOut: () => {} };

/** The client of the price list. */
export function pricingClient(session: AwsSession): PricingClient {
  return session.client(PricingClient, { ipv4Only: true, noFips: "the price list" });
}

/** Prices by the AWS Price List API: one query for each app type, side by side, in pages of 100. `session` is that of the price list's own Region. */
export function createPriceList(session: AwsSession): PriceList {
  const client = pricingClient(session);
  return {
    async read(regionCode, signal) {
      const call = session.endedBy(signal).call("Pricing");

      const rowsOf = (type: ChargedType) =>
        paged(
          anyRows,
          "GetProducts",
          async (page) => {
            const Filters = Object.entries({ regionCode, productFamily: "ML Instance", platoinstancetype: instanceKinds[type] }).map(
              ([Field, Value]) => ({ Type: "TERM_MATCH" as const, Field, Value }),
            );
            const input = { ServiceCode: "AmazonSageMaker", Filters, ...page };
            const { PriceList, ...response } = await call(description, (options) => client.send(new GetProductsCommand(input), options));
            return { ...response, items: items("GetProducts", "PriceList", PriceList) };
          },
          readPrice,
        );

      const pricesOf = async (type: ChargedType) => {
        const prices: Price[] = [];
        for await (const price of rowsOf(type)) if (price?.appType === type) prices.push(price);
        return [type, unambiguous(prices)] as const;
      };

      const usd: RegionPrices = Object.fromEntries(await Promise.all(chargedTypes.map(pricesOf)));
      if (Object.values(usd).every((types) => Object.keys(types).length === 0))
        throw malformed("GetProducts", `price of Studio in ${regionCode}`);
      return usd;
    },
  };
}

/** By instance type; a type with two different prices has none, because neither is certain. */
function unambiguous(prices: readonly Price[]): Record<string, number> {
  const usdByType = new Map<string, number>();
  const disputed = new Set<string>();
  for (const { instanceType, usd } of prices) {
    if ((usdByType.get(instanceType) ?? usd) !== usd) disputed.add(instanceType);
    usdByType.set(instanceType, usd);
  }
  return Object.fromEntries([...usdByType].filter(([type]) => !disputed.has(type)));
}

/** One product of the price list. */
export interface Price {
  readonly appType: ChargedType;
  readonly instanceType: string;
  readonly usd: number;
}

/** `USE1-Studio:KernelGateway-ml.m5.large`: the dependable key of a price (service-facts: Prices). */
const usageType = /\bStudio:(?<app>\w+)-(?<instance>ml\.[\w.-]+)$/;

/**
 * The hourly on-demand price in an item of a PriceList, which is JSON in a string. Undefined if it is not of that form, not of Studio,
 * free, or without a single price: the list has other products too.
 */
function readPrice(item: unknown): Price | undefined {
  const row = parsed(item);
  const { app, instance } = usageType.exec(text(member(row, "product", "attributes", "usagetype")))?.groups ?? {};
  const appType = chargedTypes.find((type) => type === app);
  const usd = hourlyUsd(member(row, "terms", "OnDemand"));
  return appType === undefined || instance === undefined || usd === undefined ? undefined : { appType, instanceType: instance, usd };
}

function hourlyUsd(onDemand: unknown): number | undefined {
  const dimensions = values(onDemand).flatMap((term) => values(member(term, "priceDimensions")));
  const prices = dimensions.filter(isHourly).map((dimension) => Number(member(dimension, "pricePerUnit", "USD")));
  const [usd, ...others] = new Set(prices.filter((price) => price > 0 && Number.isFinite(price)));
  return others.length === 0 ? usd : undefined;
}

function isHourly(dimension: unknown): boolean {
  return /^(hrs?|hours?)$/i.test(text(member(dimension, "unit")));
}

function parsed(item: unknown): unknown {
  try {
    // The SDK returns such strings as objects.
    return JSON.parse(String(item));
  } catch {
    return undefined;
  }
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
}

function values(value: unknown): unknown[] {
  return isRecord(value) ? Object.values(value) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
