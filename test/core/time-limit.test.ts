import { expect, it } from "vitest";
import { within } from "../../src/core/time-limit.ts";
import { fakeClock } from "../fakes/clock.ts";

const late = () => new Error("too late");
const never = () => new Promise<never>(() => {});
/** A clock whose sleeps end by their signal only. */
const still = {
  sleep: (_milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(new Error("woken")))),
};

it("work that ends in time gives its result, and is not cancelled before", async () => {
  let seen: AbortSignal | undefined;
  const done = await within(still, { limitMs: 5, late }, async (signal) => {
    seen = signal;
    return signal.aborted;
  });
  expect([done, seen?.aborted]).toEqual([false, true]);
});

it("work that takes longer is cancelled and not waited for", async () => {
  let reason: unknown;
  const ended = within(fakeClock(), { limitMs: 5, late }, (signal) => {
    signal.addEventListener("abort", () => (reason = signal.reason));
    return never();
  });
  await expect(ended).rejects.toThrow("too late");
  expect(reason).toEqual(new Error("too late"));
});

it("work ends by the signal, with its reason, also where that was aborted before", async () => {
  const stop = new AbortController();
  const ended = within(still, { limitMs: 5, signal: stop.signal, late }, never);
  stop.abort(new Error("interrupted"));
  await expect(ended).rejects.toThrow("interrupted");
  await expect(within(still, { limitMs: 5, signal: stop.signal, late }, never)).rejects.toThrow("interrupted");
});

it("work that fails rejects with its own error", async () => {
  await expect(within(still, { limitMs: 5, late }, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
});
