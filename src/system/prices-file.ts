import { readFile, rm } from "node:fs/promises";
import type { RegionPrices } from "../core/cost/billing.ts";
import type { KeptPrices, PriceCache } from "../ports/prices.ts";
import { scopeFile, writeOwnFile } from "./own-file.ts";
import { isRecord } from "../core/collections.ts";

const version = 1;

/**
 * Prices as JSON, one file for each Region, written whole or not at all. A file that is damaged or of another
 * version is removed, with a note: prices are read again. `source` separates prices of different endpoints.
 */
export function createPricesFile(folder: string, source: string | undefined, note: (message: string) => void): PriceCache {
  const fileOf = (region: string) => scopeFile(folder, "prices", source === undefined ? region : `${region} of ${source}`, "json");

  return {
    async load(region) {
      const file = fileOf(region);
      const text = await readFile(file, "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      const kept = parse(text);
      if (kept !== undefined) return kept;
      await rm(file, { force: true }).catch(() => {});
      note(`${file} was damaged or of another version: its prices are not used`);
      return undefined;
    },

    async save(region, { readAt, usd }) {
      await writeOwnFile(fileOf(region), `${JSON.stringify({ version, readAt, usd })}\n`);
    },
  };
}

function parse(text: string): KeptPrices | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(document) || document["version"] !== version) return undefined;
  const readAt = new Date(typeof document["readAt"] === "string" ? document["readAt"] : Number.NaN);
  const { usd } = document;
  return Number.isNaN(readAt.getTime()) || !isRegionPrices(usd) ? undefined : { readAt, usd };
}

function isRegionPrices(value: unknown): value is RegionPrices {
  return isRecord(value) && Object.values(value).every((types) => isRecord(types) && Object.values(types).every(isPrice));
}

function isPrice(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}
