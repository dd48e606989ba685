import { expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import { waitFor } from "../../src/operations/wait.ts";
import { fakeClock } from "../fakes/clock.ts";

it("asks at once, then with growing pauses of one to ten seconds", async () => {
  const clock = fakeClock();
  let asked = 0;
  await waitFor(clock, "it", { timeoutMs: 600_000 }, async () => (++asked === 12 ? "there" : undefined));
  expect(clock.sleeps).toHaveLength(11);
  expect(clock.sleeps[0]).toBe(1_000);
  expect(clock.sleeps).toEqual(clock.sleeps.toSorted((a, b) => a - b));
  expect(clock.sleeps.at(-1)).toBe(10_000);
});

it("gives up after the time limit, says what it waited for, and asks a last time at the limit", async () => {
  const clock = fakeClock();
  const start = clock.now().getTime();
  const asked: number[] = [];
  const waiting = waitFor(
    clock,
    "the app to be InService",
    { timeoutMs: 90_000 },
    async () => void asked.push(clock.now().getTime() - start),
  );
  await expect(waiting).rejects.toMatchObject({
    code: "timeout",
    message: "gave up waiting for the app to be InService after 1m 30s",
    fix: expect.stringContaining("--timeout"),
  });
  expect(asked.at(-1)).toBe(90_000);
});

it("ends with the reason of the signal, without asking again", async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  let asked = 0;
  const waiting = waitFor(clock, "it", { timeoutMs: 90_000, signal: stop.signal }, async () => {
    if (++asked === 2) stop.abort(new StudioctlError("interrupted", "interrupted"));
    return undefined;
  });
  await expect(waiting).rejects.toMatchObject({ code: "interrupted" });
  expect(asked).toBe(2);
});

it("lets a failed look fail the wait", async () => {
  const denied = new StudioctlError("denied", "not allowed");
  await expect(waitFor(fakeClock(), "it", { timeoutMs: 1 }, () => Promise.reject(denied))).rejects.toBe(denied);
});
