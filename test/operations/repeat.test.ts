import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import { repeat } from "../../src/operations/repeat.ts";
import { fakeClock } from "../fakes/clock.ts";

const minute = 60_000;
const go = new AbortController().signal;

describe("repeat", () => {
  it("begins a round at each interval, for any length of the round before", async () => {
    const clock = fakeClock("2026-03-02T12:00:00Z");
    const begun: string[] = [];
    const ended = await repeat(clock, 15 * minute, go, async (number) => {
      begun.push(`${number} ${clock.now().toISOString().slice(11, 16)}`);
      clock.advance(number * minute);
      return number < 3;
    });
    expect([ended, begun]).toEqual(["within", ["1 12:00", "2 12:15", "3 12:30"]]);
  });

  it("begins the next at once where a round took longer than the interval", async () => {
    const clock = fakeClock();
    await repeat(clock, minute, go, async (number) => {
      clock.advance(10 * minute);
      return number < 2;
    });
    expect(clock.sleeps).toEqual([0]);
  });

  it("separates an end between two rounds from one within", async () => {
    const stop = new AbortController();
    const reason = new StudioctlError("interrupted", "interrupted");
    const sleep = async (): Promise<void> => {
      stop.abort(reason);
      throw reason;
    };
    expect(await repeat({ ...fakeClock(), sleep }, minute, stop.signal, async () => true)).toBe("between");
  });

  it("rejects with what a round rejects with", async () => {
    await expect(repeat(fakeClock(), minute, go, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});
