import { describe, expect, it } from "vitest";
import { limitRetries } from "../../src/aws/retries.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { manualClock } from "../fakes/manual-clock.ts";

interface Service {
  /** Tokens a second; the bucket holds those of one second. */
  readonly perSecond: (now: number) => number;
  readonly latencyMs: number;
}

/** So many calls by ten callers, with a pause between the work of each; how long that took, and what was refused. Rejects if one is lost. */
async function run(calls: number, { perSecond, latencyMs }: Service, pauseMs = (_call: number) => 0) {
  const clock = manualClock();
  const strategy = await strategyOf(clock);
  const began = clock.now().getTime();
  const present = (): number => clock.now().getTime() - began;
  let [tokens, filledAt, left, refused, last] = [perSecond(0), 0, calls, 0, 0];

  function accepts(): boolean {
    const rate = perSecond(present());
    tokens = Math.min(rate, tokens + ((present() - filledAt) / 1_000) * rate);
    filledAt = present();
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  }

  async function caller(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const pause = pauseMs(left);
      let token = await strategy.acquireInitialRetryToken("");
      for (;;) {
        await clock.sleep(latencyMs);
        if (accepts()) break;
        refused += 1;
        token = await strategy.refreshRetryTokenForRetry(token, { errorType: "THROTTLING" });
      }
      strategy.recordSuccess(token);
      last = present();
      if (pause > 0) await clock.sleep(pause);
    }
  }

  const end = { isHere: false };
  const all = Promise.all(Array.from({ length: 10 }, caller)).finally(() => (end.isHere = true));
  // Read below: a call that is lost while the clock advances rejects there.
  all.catch(() => {});
  while (!end.isHere) {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    await clock.advance(1);
  }
  await all;
  return { seconds: last / 1_000, refused: refused / calls };
}

const token = () => ({ getRetryCount: () => 0, getRetryDelay: () => 0, getRetryCost: () => undefined });

/** That of a client of the SDK, which allows ten attempts. */
async function strategyOf(clock: Clock) {
  const own = {
    acquireInitialRetryToken: async (_scope: string) => token(),
    refreshRetryTokenForRetry: async (_token: object, _info: { readonly errorType: string }): Promise<ReturnType<typeof token>> => {
      throw new Error("the SDK's own retries were used");
    },
    recordSuccess(_token: object) {},
  };
  const client = { config: { retryStrategy: async () => own, maxAttempts: async () => 10 } };
  limitRetries(client, clock);
  return await client.config.retryStrategy();
}

const steady = (perSecond: number): Service => ({ perSecond: () => perSecond, latencyMs: 10 });

describe("calls that a service throttles", () => {
  it.each([
    [20, 1_000],
    [100, 2_000],
    [5, 300],
  ])("take hardly longer than its rate allows: %i a second", async (rate, calls) => {
    const { seconds, refused } = await run(calls, steady(rate));
    expect((seconds * rate) / calls).toBeLessThan(1.03);
    expect(refused).toBeLessThan(0.15);
  });

  it("take hardly longer where each is followed by other work, so that the rate is not always used", async () => {
    const { seconds } = await run(1_500, steady(50), (call) => (call % 3 === 0 ? 150 : 0));
    expect((seconds * 50) / 1_500).toBeLessThan(1.05);
  });

  it("become fewer within seconds when the limit falls, and more when it rises", async () => {
    const falling = await run(1_500, { perSecond: (now) => (now < 10_000 ? 100 : 20), latencyMs: 10 });
    expect(falling.seconds).toBeLessThan((10 + 500 / 20) * 1.08);
    const rising = await run(3_000, { perSecond: (now) => (now < 10_000 ? 20 : 100), latencyMs: 10 });
    expect(rising.seconds).toBeLessThan((10 + 2_800 / 100) * 1.25);
  });
});

it("calls that are not throttled wait for no turn", async () => {
  const { seconds, refused } = await run(1_000, steady(1_000_000));
  expect([seconds, refused]).toEqual([1, 0]);
});
