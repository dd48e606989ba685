import { expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import { priceTable, shippedPrices } from "../../src/core/cost/price-table.ts";
import type { RegionPrices } from "../../src/core/cost/billing.ts";
import { keptPrices, loadPrices } from "../../src/operations/prices.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { KeptPrices, PriceCache, PriceList } from "../../src/ports/prices.ts";
import { fakeClock } from "../fakes/clock.ts";

const now = "2026-10-20T12:00:00Z";
const region = "us-east-1";
const never = new AbortController().signal;
const usd = (price: number): RegionPrices => ({ KernelGateway: { "ml.t3.medium": price } });
const hoursAgo = (hours: number, price = 0.07): KeptPrices => ({
  readAt: new Date(new Date(now).getTime() - hours * 3_600_000),
  usd: usd(price),
});

/** A clock on which time stands still while something is waited for. */
const patient: Clock = {
  ...fakeClock(now),
  async sleep(_, signal) {
    signal?.throwIfAborted();
    return await new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  },
};

function cacheOf(kept: Record<string, KeptPrices> = {}): PriceCache & { readonly kept: Record<string, KeptPrices> } {
  return {
    kept,
    load: async (of) => kept[of],
    async save(of, prices) {
      kept[of] = prices;
    },
  };
}

/** A price list that counts how often it is read. */
function listOf(
  answer: (region: string, signal: AbortSignal) => Promise<RegionPrices>,
): PriceList & { readonly read: PriceList["read"]; reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    async read(of, signal) {
      reads.push(of);
      return await answer(of, signal);
    },
  };
}

const today = listOf.bind(undefined, async () => usd(0.06));
const refused = (code: "denied" | "unavailable") =>
  listOf(async () => {
    throw new StudioctlError(code, "not allowed to read the price list");
  });

it("the price list is read and kept with its day", async () => {
  const [list, cache] = [today(), cacheOf()];
  const prices = await loadPrices({ list, cache, clock: patient }, [region], never);
  expect(prices.hourlyUsd(region, "KernelGateway", "ml.t3.medium")).toBe(0.06);
  expect(prices.origins).toEqual([{ region, from: "price list", asOf: "2026-10-20" }]);
  expect(cache.kept[region]).toEqual({ readAt: new Date(now), usd: usd(0.06) });
});

it.each([
  ["a week all but an hour old", hoursAgo(7 * 24 - 1), "cache"],
  ["a week old", hoursAgo(7 * 24), "price list"],
  ["of next week, when the clock has been set back", hoursAgo(-8 * 24), "price list"],
])("kept prices %s are replaced by the %s", async (_, kept, from) => {
  const list = today();
  const prices = await loadPrices({ list, cache: cacheOf({ [region]: kept }), clock: patient }, [region], never);
  expect(prices.origins).toMatchObject([{ from }]);
  expect(list.reads).toEqual(from === "cache" ? [] : [region]);
});

it("the shipped table is used where the list cannot be read, with the reason", async () => {
  const cache = cacheOf();
  const prices = await loadPrices({ list: refused("denied"), cache, clock: patient }, [region], never);
  expect(prices.origins).toEqual([
    { region, from: "shipped table", asOf: shippedPrices(region).asOf, why: "not allowed to read the price list" },
  ]);
  expect(prices.hourlyUsd(region, "KernelGateway", "ml.t3.medium")).toBe(priceTable[region]?.["ml.t3.medium"]);
  expect(cache.kept).toEqual({});
});

it("the list is awaited for at most five seconds, then the call ends", async () => {
  const clock = fakeClock(now);
  let ended = false;
  const list = listOf((_, signal) => new Promise(() => signal.addEventListener("abort", () => (ended = true))));
  const prices = await loadPrices({ list, cache: cacheOf(), clock }, [region], never);
  expect(prices.origins).toMatchObject([{ from: "shipped table", why: "no answer within 5 s" }]);
  expect(clock.sleeps).toEqual([5_000]);
  expect(ended).toBe(true);
});

it("an interruption does not reject", async () => {
  const stopping = new AbortController();
  const list = listOf(() => new Promise(() => {}));
  const loading = loadPrices({ list, cache: cacheOf(), clock: patient }, [region], stopping.signal);
  stopping.abort(new StudioctlError("interrupted", "interrupted"));
  expect((await loading).origins).toMatchObject([{ from: "shipped table", why: "interrupted" }]);
});

it("prices that cannot be kept are used", async () => {
  const cache = { ...cacheOf(), save: () => Promise.reject(new Error("disk full")) };
  const prices = await loadPrices({ list: today(), cache, clock: patient }, [region], never);
  expect(prices.hourlyUsd(region, "KernelGateway", "ml.t3.medium")).toBe(0.06);
});

it("each Region has its own request, and the earliest day is shown", async () => {
  const list = listOf(async (of) => usd(of === "eu-west-1" ? 0.05 : 0.06));
  const regions = [region, "eu-west-1", "eu-central-1"];
  const prices = await loadPrices({ list, cache: cacheOf({ "eu-central-1": hoursAgo(48) }), clock: patient }, regions, never);
  expect(regions.map((of) => prices.hourlyUsd(of, "KernelGateway", "ml.t3.medium"))).toEqual([0.06, 0.05, 0.07]);
  expect(list.reads).toEqual([region, "eu-west-1"]);
  expect(prices.asOf).toBe("2026-10-18");
});

it("an instance type that the list lacks has no price, though the shipped table has one", async () => {
  const prices = await loadPrices({ list: today(), cache: cacheOf(), clock: patient }, [region], never);
  expect(prices.hourlyUsd(region, "KernelGateway", "ml.m5.large")).toBeUndefined();
  expect(prices.hourlyUsd("eu-west-1", "KernelGateway", "ml.t3.medium")).toBeUndefined();
  expect(prices.hourlyUsd(region, "JupyterServer", "system")).toBe(0);
});

it.each([
  ["kept ones", hoursAgo(24), 0.07, "2026-10-19"],
  ["the shipped table where those are stale", hoursAgo(200), 0.05, shippedPrices(region).asOf],
  ["the shipped table where there are none", undefined, 0.05, shippedPrices(region).asOf],
])("keptPrices makes no call and gives %s", async (_, kept, price, asOf) => {
  const prices = await keptPrices({ cache: cacheOf(kept && { [region]: kept }), clock: patient }, region);
  expect([prices.hourlyUsd(region, "KernelGateway", "ml.t3.medium"), prices.asOf]).toEqual([price, asOf]);
});
