import { type ChargedType, chargedTypes } from "../core/cost/billing.ts";

/** What one product of the price list says. */
export interface Price {
  readonly appType: ChargedType;
  readonly instanceType: string;
  readonly usd: number;
}

/** `USE1-Studio:KernelGateway-ml.m5.large`: the dependable key of a price (service-facts: Prices). */
const usageType = /\bStudio:(?<app>\w+)-(?<instance>ml\.[\w.-]+)$/;

/**
 * The hourly on-demand price in an item of a PriceList, which is JSON in a string. Undefined where it is not
 * that, or nothing of Studio, free, or without a single price: other products stand in the same list.
 */
export function readPrice(item: unknown): Price | undefined {
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
    // The SDK hands such strings out as objects.
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
