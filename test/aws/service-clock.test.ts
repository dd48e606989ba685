import { expect, it } from "vitest";
import { serviceClock } from "../../src/aws/service-clock.ts";

const now = new Date("2026-01-02T03:04:05Z");
const clock = { now: () => now, sleep: async () => {}, random: () => 0.5 };

it.each([
  [0, "2026-01-02T03:04:05.000Z"],
  [-900, "2026-01-02T03:04:05.000Z"],
  [-600_000, "2026-01-02T02:54:05.000Z"],
  [86_400_000, "2026-01-03T03:04:05.000Z"],
])("moved by %i ms, it reads %s", (skew, time) => {
  expect(
    serviceClock(clock, () => skew)
      .now()
      .toISOString(),
  ).toBe(time);
});

it("the service clock keeps the waiting and the random numbers of the clock", () => {
  expect(serviceClock(clock, () => 5_000).random()).toBe(0.5);
});
